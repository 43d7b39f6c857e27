package shop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A cart: how many of which product. It lives in the customer's cookie as {@code tea:2.cup:1}, so
 * that every replica of the shop can serve every request.
 */
record Cart(Map<String, Integer> lines) {
    static final int MOST = 99;

    /** Reads a cookie's value; what cannot be understood or bought is left out. */
    static Cart read(String cookie, Catalog catalog) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (String line : cookie.split("\\.")) {
            int colon = line.indexOf(':');
            if (colon > 0 && catalog.find(line.substring(0, colon)).isPresent()) {
                String count = line.substring(colon + 1);
                if (count.matches("[1-9][0-9]?")) {
                    lines.put(line.substring(0, colon), Integer.parseInt(count));
                }
            }
        }
        return new Cart(lines);
    }

    /** The cart with that many more of a product. */
    Cart plus(Product product, int quantity) {
        int sum = lines.getOrDefault(product.id(), 0) + quantity;
        if (quantity < 1 || sum > MOST) {
            throw new BadRequest("quantity must be 1 to " + MOST + " of each product");
        }
        Map<String, Integer> more = new LinkedHashMap<>(lines);
        more.put(product.id(), sum);
        return new Cart(more);
    }

    long total(Catalog catalog) {
        return lines.entrySet().stream()
                .mapToLong(line -> catalog.find(line.getKey()).orElseThrow().cents() * line.getValue())
                .sum();
    }

    String cookie() {
        return lines.entrySet().stream()
                .map(line -> line.getKey() + ":" + line.getValue())
                .collect(Collectors.joining("."));
    }
}
