package shop;

import static shop.TestRunner.contains;
import static shop.TestRunner.same;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The shop over real HTTP, on a free port. */
final class ShopServerTest {
    private final List<String> log = new CopyOnWriteArrayList<>();

    @Test
    void isHealthy() throws Exception {
        HttpResponse<String> answer = ask("GET", "/healthz", "", "");
        same(200, answer.statusCode());
        contains(answer.body(), "\"ok\"");
    }

    @Test
    void listsTheProducts() throws Exception {
        HttpResponse<String> answer = ask("GET", "/api/products", "", "");
        same(200, answer.statusCode());
        contains(answer.body(), "{\"id\":\"tea\",\"name\":\"Green tea, 100 g\",\"price\":\"€7.90\"}");
    }

    @Test
    void showsThePage() throws Exception {
        HttpResponse<String> answer = ask("GET", "/", "", "cart=tea:2");
        same(200, answer.statusCode());
        contains(answer.body(), "Iron kettle");
        contains(answer.body(), "2 items, €15.80");
    }

    @Test
    void putsIntoTheCart() throws Exception {
        HttpResponse<String> answer = ask("POST", "/api/cart", "product=cup&quantity=2", "cart=tea:1");
        same(200, answer.statusCode());
        contains(answer.body(), "\"total\":\"€36.90\"");
        contains(answer.headers().firstValue("Set-Cookie").orElse(""), "cart=tea:1.cup:2;");
    }

    @Test
    void refusesUnknownProducts() throws Exception {
        same(400, ask("POST", "/api/cart", "product=gold", "").statusCode());
    }

    @Test
    void sells() throws Exception {
        HttpResponse<String> answer = ask("POST", "/api/checkout", "", "cart=kettle:1");
        same(201, answer.statusCode());
        contains(answer.body(), "\"total\":\"€89.00\"");
        contains(answer.headers().firstValue("Set-Cookie").orElse(""), "cart=;");
    }

    @Test
    void sellsNothingFromAnEmptyCart() throws Exception {
        same(400, ask("POST", "/api/checkout", "", "").statusCode());
    }

    @Test
    void knowsNoOtherPaths() throws Exception {
        same(404, ask("GET", "/../etc/passwd", "", "").statusCode());
    }

    @Test
    void leavesOneLineARequestInTheLog() throws Exception {
        ask("GET", "/healthz", "", "");
        same(1, log.size());
        contains(log.get(0), "INFO GET /healthz 200");
    }

    private HttpResponse<String> ask(String method, String path, String body, String cookie) throws Exception {
        ShopServer server = new ShopServer(new Catalog(), "test", log::add);
        int port = server.start(0);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .header("Cookie", cookie.isEmpty() ? "none=1" : cookie)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } finally {
            server.stop(0);
        }
    }
}
