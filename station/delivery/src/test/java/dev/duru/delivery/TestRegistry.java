package dev.duru.delivery;

import dev.duru.kernel.ProblemException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A registry of {@link TestImages} on loopback, with a password. Engines try TLS first, so it is of
 * the same server as Duru's own registry, which refuses that at once.
 */
public final class TestRegistry implements AutoCloseable {
    public static final String USER = "puller";
    public static final String PASSWORD = "a-word-for-pulls";
    private static final String BASIC =
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString(
                                    (USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    /** Manifests that were asked for by somebody with the password. */
    public final AtomicInteger pulls = new AtomicInteger();

    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private final WebServer server;
    private final TestImages images;

    public TestRegistry(TestImages images) {
        this(images, 0);
    }

    /**
     * @param port 0 for any free one
     */
    public TestRegistry(TestImages images, int port) {
        this.images = images;
        HELIDON.setLevel(Level.WARNING);
        server =
                WebServer.builder()
                        .host("127.0.0.1")
                        .port(port)
                        .shutdownHook(false)
                        .routing(HttpRouting.builder().any(this::answer))
                        .build()
                        .start();
    }

    public String address() {
        return "127.0.0.1:" + server.port();
    }

    /** How to reach it. */
    public RegistryAccess.Registry access() {
        return new RegistryAccess.Registry(address(), true, USER, PASSWORD);
    }

    private void answer(ServerRequest request, ServerResponse response) {
        if (!BASIC.equals(request.headers().first(HeaderNames.AUTHORIZATION).orElse(""))) {
            response.header("WWW-Authenticate", "Basic realm=\"test\"");
            response.status(Status.UNAUTHORIZED_401).send();
            return;
        }
        String path = request.path().path();
        String digest = path.substring(path.lastIndexOf('/') + 1);
        if (digest.isEmpty()) {
            response.send();
            return;
        }
        byte[] content;
        try {
            content = images.manifest("", digest);
        } catch (ProblemException e) {
            response.status(Status.NOT_FOUND_404).send();
            return;
        }
        if (path.contains("/manifests/")) {
            pulls.incrementAndGet();
            response.header("Content-Type", "application/vnd.oci.image.manifest.v1+json");
        }
        response.header("Docker-Content-Digest", digest);
        if (request.prologue().method().text().equals("HEAD")) {
            response.header("Content-Length", String.valueOf(content.length));
            response.send();
        } else {
            response.send(content);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
