package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.duru.observe.query.Queries;
import dev.duru.observe.query.QueryServer;
import dev.duru.observe.query.ServerQueries;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.query.syntax.QueryException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, of Debian's prometheus. */
class ServerQueriesTest extends QueriesContract {
    @TempDir static Path folder;
    private static @Nullable PrometheusServer prometheus;
    private static @Nullable ServerQueries queries;
    private static @Nullable HttpServer pages;

    @BeforeAll
    static void feed() throws Exception {
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext(
                "/",
                exchange -> {
                    byte[] body = PAGE.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        pages.start();
        PrometheusServer started =
                PrometheusServer.start(
                        folder,
                        Program.freePort(),
                        "scrape_configs: [{ job_name: page, scrape_interval: 1s, scrape_timeout: 1s, static_configs: [{ targets: ['127.0.0.1:%d'] }] }]"
                                .formatted(pages.getAddress().getPort()));
        prometheus = started;
        prometheus.feed(samples());
        Bench.await("the page is read", () -> started.query("seats").contains("\"7\""));
        queries = new ServerQueries(prometheus.asked());
    }

    @AfterAll
    static void close() throws Exception {
        if (queries != null) {
            queries.close();
        }
        if (prometheus != null) {
            prometheus.close();
        }
        if (pages != null) {
            pages.stop(0);
        }
    }

    private static ServerQueries server() {
        return java.util.Objects.requireNonNull(queries);
    }

    @Override
    Queries all() {
        return server();
    }

    @Override
    Queries of(String project) {
        return server().narrowed(Matcher.equal("app", project));
    }

    /** It takes labels of series that no selector of the query names. */
    @Test
    void infoIsNotAnsweredForAProject() {
        assertThatThrownBy(() -> of("team/shop").value("info(requests_total)", START))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("cannot be narrowed");
    }

    @Test
    void aServerThatIsGoneIsNamed() throws Exception {
        QueryServer gone =
                QueryServer.open(URI.create("http://127.0.0.1:" + Program.freePort() + "/prom/"));
        try (ServerQueries nobody = new ServerQueries(gone)) {
            assertThatThrownBy(() -> nobody.value("up", START))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining(gone.url().toString())
                    .hasMessageContaining("cannot be asked");
        }
    }

    @Test
    void itIsAskedAsItWants() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer other =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext(
                "/",
                exchange -> {
                    seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
                    byte[] body = "<html>sign in</html>".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(401, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        other.start();
        URI url = URI.create("http://127.0.0.1:" + other.getAddress().getPort());
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        try {
            ask(new QueryServer(url, secret, "", null, null), "answers 401");
            ask(new QueryServer(url, null, "ann", secret, null), "answers 401");
        } finally {
            other.stop(0);
        }
        assertThat(seen).containsExactly("Bearer s3cret", "Basic YW5uOnMzY3JldA==");
    }

    /** A server whose certificate comes from an authority of its own. */
    @Test
    void aPrivateAuthorityIsTrustedWhereItIsNamed() throws Exception {
        Path keys = folder.resolve("keys.p12");
        Path authority = folder.resolve("authority.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys,
                "-storepass",
                "secret");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "a",
                "-keystore",
                keys,
                "-storepass",
                "secret",
                "-file",
                authority);
        KeyStore store = KeyStore.getInstance(keys.toFile(), "secret".toCharArray());
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer secure =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(context));
        secure.createContext(
                "/",
                exchange -> {
                    byte[] body =
                            "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"7\"]}}"
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        secure.start();
        URI url = URI.create("https://127.0.0.1:" + secure.getAddress().getPort());
        try (ServerQueries trusting =
                new ServerQueries(new QueryServer(url, null, "", null, authority))) {
            assertThat(trusting.value("7", START)).isEqualTo(new Value.Scalar(7));
            ask(QueryServer.open(url), "cannot be asked");
        } finally {
            secure.stop(0);
        }
    }

    private static void keytool(Object... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.log").toFile())
                        .start();
        assertThat(process.waitFor()).isZero();
    }

    private static void ask(QueryServer server, String expected) throws IOException {
        try (ServerQueries asked = new ServerQueries(server)) {
            assertThatThrownBy(() -> asked.value("up", START)).hasMessageContaining(expected);
        }
    }

    /** The API, rules and gates of a Duru whose queries the server answers. */
    @Test
    void theStationAsksIt() throws Exception {
        Path home = Files.createDirectories(folder.resolve("duru"));
        Files.writeString(
                home.resolve("prometheus.yml"),
                """
                global: { evaluation_interval: 1s }
                rule_files: [rules.yml]
                """);
        Files.writeString(
                home.resolve("rules.yml"),
                """
                groups:
                  - name: g
                    rules:
                      - { record: 'found:total', expr: 'count(last_over_time(requests_total[1h]))' }
                      - { alert: Found, expr: 'count(last_over_time(requests_total[1h])) > 3' }
                """);
        QueryServer asked = java.util.Objects.requireNonNull(prometheus).asked();
        try (Bench bench = new Bench(home, () -> "", 64L << 20, new Outside(asked, null, null))) {
            String path = "query?query=count(last_over_time(requests_total%5B1h%5D))";
            assertThat(bench.ask("/api/v1/" + path, "root").body()).contains("\"4\"");
            assertThat(bench.ask("/api/v1/projects/team/shop/" + path, "ann").body())
                    .contains("\"2\"");
            assertThat(bench.ask("/api/v1/label/app/values?project=team/shop", "ann").body())
                    .contains("[\"team/shop\"]");
            assertThat(bench.ask("/api/v1/query?query=sum(", "root").statusCode()).isEqualTo(400);
            assertThat(
                            bench.observe
                                    .query(
                                            Bench.SHOP,
                                            "count(last_over_time(requests_total[1h]))",
                                            java.time.Instant.now())
                                    .toString())
                    .contains("value=2.0");
            Bench.await(
                    "the alert",
                    () -> bench.ask("/api/v1/alerts", "root").body().contains("\"Found\""));
        }
    }
}
