package shop;

import java.util.List;
import java.util.Optional;

/** What the shop sells. */
final class Catalog {
    private static final List<Product> PRODUCTS =
            List.of(
                    new Product("tea", "Green tea, 100 g", "🍵", 790),
                    new Product("cup", "Stoneware cup", "🏺", 1450),
                    new Product("kettle", "Iron kettle", "🫖", 8900),
                    new Product("honey", "Acacia honey, 250 g", "🍯", 640));

    List<Product> products() {
        return PRODUCTS;
    }

    Optional<Product> find(String id) {
        return PRODUCTS.stream().filter(product -> product.id().equals(id)).findFirst();
    }
}
