package shop;

/** Something that can be bought; the price is in cents. */
record Product(String id, String name, String emoji, long cents) {
    String price() {
        return Money.format(cents);
    }
}
