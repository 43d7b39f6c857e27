package shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The shop over HTTP; each request runs on a virtual thread and leaves one line in the log. */
final class ShopServer {
    private static final int MOST_BYTES = 4096;

    private final Catalog catalog;
    private final String version;
    private final Consumer<String> log;
    private HttpServer server;

    ShopServer(Catalog catalog, String version, Consumer<String> log) {
        this.catalog = catalog;
        this.version = version;
        this.log = log;
    }

    /** What goes back to the customer. */
    private record Answer(int status, String type, String body, Cart cart) {
        static Answer html(String body) {
            return new Answer(200, "text/html; charset=utf-8", body, null);
        }

        static Answer json(int status, Object body) {
            return new Answer(status, "application/json", Json.write(body) + "\n", null);
        }

        Answer with(Cart cart) {
            return new Answer(status, type, body, cart);
        }
    }

    /** Starts to listen, on a free port if {@code port} is 0, and gives the port. */
    int start(int port) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(port), 256);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
        return server.getAddress().getPort();
    }

    /** Takes no more requests and lets those in hand end, for so many seconds at most. */
    void stop(int seconds) {
        server.stop(seconds);
    }

    private void serve(HttpExchange exchange) throws IOException {
        long began = System.nanoTime();
        String path = exchange.getRequestURI().getPath();
        Answer answer;
        try {
            answer = route(exchange, exchange.getRequestMethod() + " " + path);
        } catch (BadRequest e) {
            answer = Answer.json(400, Map.of("error", e.getMessage()));
        } catch (RuntimeException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            log.accept("ERROR " + exchange.getRequestMethod() + " " + path + " failed: " + trace.toString().strip());
            answer = Answer.json(500, Map.of("error", "something went wrong in the shop"));
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        log.accept("INFO " + exchange.getRequestMethod() + " " + path + " " + answer.status() + " " + millis + " ms");
        send(exchange, answer);
    }

    private Answer route(HttpExchange exchange, String request) throws IOException {
        return switch (request) {
            case "GET /", "HEAD /" -> Answer.html(Page.render(catalog, cart(exchange), version));
            case "GET /healthz", "HEAD /healthz" ->
                    Answer.json(200, Map.of("status", "ok", "version", version));
            case "GET /api/products" -> Answer.json(200, products());
            case "GET /api/cart" -> Answer.json(200, describe(cart(exchange)));
            case "POST /api/cart" -> add(exchange);
            case "POST /api/checkout" -> checkout(cart(exchange));
            default -> Answer.json(404, Map.of("error", "there is no " + request));
        };
    }

    private Map<String, Object> products() {
        List<Object> list = new ArrayList<>();
        for (Product product : catalog.products()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", product.id());
            fields.put("name", product.name());
            fields.put("price", product.price());
            list.add(fields);
        }
        return Map.of("products", list);
    }

    private Map<String, Object> describe(Cart cart) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("lines", cart.lines());
        fields.put("items", cart.lines().values().stream().mapToInt(Integer::intValue).sum());
        fields.put("total", Money.format(cart.total(catalog)));
        return fields;
    }

    private Answer add(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        String id = form.getOrDefault("product", "");
        Product product = catalog.find(id).orElseThrow(() -> new BadRequest("there is no product '" + id + "'"));
        String quantity = form.getOrDefault("quantity", "1");
        if (!quantity.matches("[0-9]{1,3}")) {
            throw new BadRequest("quantity '" + quantity + "' is not a number");
        }
        Cart cart = cart(exchange).plus(product, Integer.parseInt(quantity));
        return Answer.json(200, describe(cart)).with(cart);
    }

    private Answer checkout(Cart cart) {
        if (cart.lines().isEmpty()) {
            throw new BadRequest("the cart is empty");
        }
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("order", UUID.randomUUID().toString().substring(0, 8));
        order.putAll(describe(cart));
        log.accept("INFO order " + order.get("order") + " over " + order.get("total"));
        return Answer.json(201, order).with(new Cart(Map.of()));
    }

    private Cart cart(HttpExchange exchange) {
        for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
            for (String cookie : header.split(";")) {
                if (cookie.strip().startsWith("cart=")) {
                    return Cart.read(cookie.strip().substring("cart=".length()), catalog);
                }
            }
        }
        return new Cart(Map.of());
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new BadRequest("the form is longer than " + MOST_BYTES + " bytes");
        }
        Map<String, String> form = new LinkedHashMap<>();
        for (String field : new String(bytes, StandardCharsets.UTF_8).split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                form.put(decode(field.substring(0, equals)), decode(field.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("'" + text + "' is not URL-encoded");
        }
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (answer.cart() != null) {
            exchange.getResponseHeaders()
                    .set("Set-Cookie", "cart=" + answer.cart().cookie() + "; Path=/; HttpOnly; SameSite=Lax");
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head ? -1 : bytes.length);
        try (exchange) {
            if (!head) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }
}
