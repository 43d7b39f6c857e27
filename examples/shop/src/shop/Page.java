package shop;

import java.util.stream.Collectors;

/** The shop window: one HTML page, which talks to the JSON routes. */
final class Page {
    private Page() {}

    static String render(Catalog catalog, Cart cart, String version) {
        String products =
                catalog.products().stream()
                        .map(
                                product ->
                                        """
                                        <li><span>%s</span> <b>%s</b> <i>%s</i> <button data-id="%s">Add</button></li>
                                        """
                                                .formatted(
                                                        product.emoji(),
                                                        escape(product.name()),
                                                        product.price(),
                                                        product.id()))
                        .collect(Collectors.joining());
        int items = cart.lines().values().stream().mapToInt(Integer::intValue).sum();
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Duru's tea shop</title>
                <style>
                body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 2rem auto; padding: 0 1rem }
                ul { list-style: none; padding: 0 }
                li { display: flex; gap: .7rem; padding: .6rem 0; border-bottom: 1px solid #8884 }
                li b { flex: 1 }
                small { color: #777 }
                </style>
                <h1>Tea shop</h1>
                <ul>
                %s</ul>
                <p><b id="cart">%d items, %s</b> <button id="buy">Check out</button></p>
                <p id="message" role="status"></p>
                <small>version %s</small>
                <script>
                const say = text => document.getElementById('message').textContent = text;
                const post = (path, body) => fetch(path, { method: 'POST', body }).then(r => r.json());
                document.querySelectorAll('[data-id]').forEach(button => button.onclick = async () => {
                  const cart = await post('/api/cart', new URLSearchParams({ product: button.dataset.id, quantity: 1 }));
                  if (cart.error) return say(cart.error);
                  document.getElementById('cart').textContent = cart.items + ' items, ' + cart.total;
                });
                document.getElementById('buy').onclick = async () => {
                  const order = await post('/api/checkout');
                  say(order.error || 'Thank you! Order ' + order.order + ', ' + order.total);
                };
                </script>
                </html>
                """
                .formatted(products, items, Money.format(cart.total(catalog)), escape(version));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
