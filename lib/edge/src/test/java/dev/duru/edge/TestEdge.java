package dev.duru.edge;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An edge within the test's process, and raw clients for it. */
final class TestEdge implements AutoCloseable {
    final EdgeServer server;
    final int port;
    final List<String> said = new java.util.concurrent.CopyOnWriteArrayList<>();

    TestEdge(Path folder, EdgeLimits limits) throws IOException {
        EdgeFolder files = new EdgeFolder(folder);
        files.create();
        server = new EdgeServer(files, limits, said::add);
        port = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    TestEdge(Path folder) throws IOException {
        this(folder, EdgeLimits.standard());
    }

    static EdgeConfig.Labels labels(String release) {
        return new EdgeConfig.Labels("acme/shop", "production", release, "v-" + release);
    }

    static EdgeConfig.Release release(String name, int weight, String... backends) {
        return new EdgeConfig.Release(name, labels(name), weight, List.of(backends), false);
    }

    void route(EdgeConfig.Release... releases) throws IOException {
        server.apply(
                server.current()
                        .next(List.of(EdgeConfig.Route.of("shop.test", List.of(releases)))));
    }

    /** The settings of all routes together. */
    void front(FrontSettings settings) throws IOException {
        server.apply(server.current().next(settings));
    }

    EdgeSnapshot.Release counters(String release) {
        return server.snapshot("test").of(labels(release)).orElseThrow();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Sends bytes as they are and reads until the edge closes. */
    String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** One GET on a connection of its own; the whole response. */
    String get(String path) throws IOException {
        return raw("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n");
    }

    static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 20 s: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
