package dev.duru.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry of {@link TestImages} on loopback, with a password. */
public final class TestRegistry implements AutoCloseable {
    static {
        // Clients try TLS first; a server that waits for a request in that costs them ten seconds.
        System.setProperty("sun.net.httpserver.maxReqTime", "1");
    }

    public static final String USER = "puller";
    public static final String PASSWORD = "a-word-for-pulls";

    /** Manifests that were asked for by somebody with the password. */
    public final AtomicInteger pulls = new AtomicInteger();

    private final HttpServer server;
    private final TestImages images;

    public TestRegistry(TestImages images) throws IOException {
        this(images, 0);
    }

    /**
     * @param port 0 for any free one
     */
    public TestRegistry(TestImages images, int port) throws IOException {
        this.images = images;
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v2/", this::answer);
        server.start();
    }

    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** How to reach it. */
    public RegistryAccess.Registry access() {
        return new RegistryAccess.Registry(address(), true, USER, PASSWORD);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String expected =
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(
                                            (USER + ":" + PASSWORD)
                                                    .getBytes(StandardCharsets.UTF_8));
            if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            String path = exchange.getRequestURI().getPath();
            String digest = path.substring(path.lastIndexOf('/') + 1);
            if (digest.isEmpty()) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            byte[] content;
            try {
                content = images.manifest("", digest);
            } catch (ProblemException e) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            if (path.contains("/manifests/")) {
                pulls.incrementAndGet();
                exchange.getResponseHeaders()
                        .set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
            }
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", "" + content.length);
            }
            exchange.sendResponseHeaders(200, head ? -1 : content.length);
            if (!head) {
                exchange.getResponseBody().write(content);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
