package shop;

import java.util.Locale;

/** Amounts in cents, as people write them. */
final class Money {
    private Money() {}

    static String format(long cents) {
        return String.format(Locale.ROOT, "%s€%d.%02d", cents < 0 ? "-" : "", Math.abs(cents) / 100, Math.abs(cents) % 100);
    }
}
