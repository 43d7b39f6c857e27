package shop;

import static shop.TestRunner.contains;
import static shop.TestRunner.same;

import java.util.Map;

final class CartTest {
    private final Catalog catalog = new Catalog();

    @Test
    void addsUp() {
        Cart cart = new Cart(Map.of()).plus(product("tea"), 2).plus(product("cup"), 1);
        same(790L * 2 + 1450, cart.total(catalog));
    }

    @Test
    void travelsInACookie() {
        Cart cart = new Cart(Map.of()).plus(product("tea"), 2).plus(product("honey"), 3);
        same("tea:2.honey:3", cart.cookie());
        same(cart, Cart.read(cart.cookie(), catalog));
    }

    @Test
    void leavesOutWhatAForgedCookieSays() {
        same(Map.of("tea", 1), Cart.read("tea:1.gold:5.cup:-3.kettle:1000.:", catalog).lines());
    }

    @Test
    void refusesMoreThanTheShelfHolds() {
        try {
            new Cart(Map.of()).plus(product("tea"), 60).plus(product("tea"), 60);
        } catch (BadRequest e) {
            contains(e.getMessage(), "1 to 99");
            return;
        }
        throw new AssertionError("120 cups of tea were sold");
    }

    private Product product(String id) {
        return catalog.find(id).orElseThrow();
    }
}
