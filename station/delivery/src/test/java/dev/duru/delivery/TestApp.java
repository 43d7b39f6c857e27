package dev.duru.delivery;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A small web service that behaves as its arguments say: {@code errors=20} fails one in five
 * requests, {@code never} never gets healthy, {@code exit} ends at once, {@code deaf} ignores
 * SIGTERM, {@code crash=300} ends by itself 300 ms after its start.
 */
public final class TestApp {
    private TestApp() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> wants = new java.util.HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            wants.put(
                    equals < 0 ? arg : arg.substring(0, equals),
                    equals < 0 ? "" : arg.substring(equals + 1));
        }
        System.out.println("starting " + String.join(" ", args));
        if (wants.containsKey("exit")) {
            System.out.println("cannot find my database");
            System.exit(3);
        }
        if (wants.containsKey("deaf")) {
            sun.misc.Signal.handle(new sun.misc.Signal("TERM"), signal -> {});
        }
        serve(wants);
        if (wants.containsKey("crash")) {
            new CountDownLatch(1)
                    .await(
                            Long.parseLong(wants.get("crash")),
                            java.util.concurrent.TimeUnit.MILLISECONDS);
            java.lang.Runtime.getRuntime().halt(9);
        }
        new CountDownLatch(1).await();
    }

    private static void serve(Map<String, String> wants) throws IOException {
        int errors = Integer.parseInt(wants.getOrDefault("errors", "0"));
        AtomicLong count = new AtomicLong();
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))),
                        100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/healthz",
                exchange -> {
                    exchange.sendResponseHeaders(wants.containsKey("never") ? 503 : 200, -1);
                    exchange.close();
                });
        server.createContext(
                "/env",
                exchange -> {
                    StringBuilder text = new StringBuilder();
                    System.getenv().forEach((k, v) -> text.append(k + "=" + v + "\n"));
                    byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.createContext(
                "/",
                exchange -> {
                    long n = count.incrementAndGet();
                    boolean bad = errors > 0 && n % 100 * errors % 100 < errors;
                    byte[] body =
                            (System.getenv("GIT_REV") + "\n").getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(bad ? 500 : 200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        System.out.println("serving on " + System.getenv("PORT"));
    }
}
