package dev.duru.web;

import dev.duru.kernel.ProblemException;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens WebSockets: finds the route, lets the gatekeeper check, and shakes hands. What is refused
 * here goes on as an ordinary request, which tells why.
 */
final class Sockets implements Http1Upgrader, AutoCloseable {
    /** RFC 6455, section 1.3. */
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    static final Limits STANDARD =
            new Limits(1_000, 100, Duration.ofSeconds(20), Duration.ofHours(1));
    private static final long FAREWELL_SECONDS = 2;

    private final List<Router.Route> routes;
    private final Gatekeeper gatekeeper;
    private final Limits limits;
    private final Set<Conversation> open = ConcurrentHashMap.newKeySet();

    /**
     * How much is borne.
     *
     * @param most sockets at a time
     * @param ofOne at a time of one user, or of one address where nobody is signed in
     * @param beat pause between two pings
     * @param longest how long a socket is open
     */
    record Limits(int most, int ofOne, Duration beat, Duration longest) {}

    Sockets(List<Router.Route> routes, Gatekeeper gatekeeper, Limits limits) {
        this.routes = routes;
        this.gatekeeper = gatekeeper;
        this.limits = limits;
    }

    Limits limits() {
        return limits;
    }

    @Override
    public String supportedProtocol() {
        return "websocket";
    }

    @Override
    public @Nullable ServerConnection upgrade(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        String key = headers.value(HeaderNames.create("Sec-WebSocket-Key")).orElse("");
        String version = headers.value(HeaderNames.create("Sec-WebSocket-Version")).orElse("");
        if (key.isEmpty() || !version.equals("13") || !prologue.method().text().equals("GET")) {
            return null;
        }
        Conversation conversation;
        try {
            conversation = begun(context, prologue, headers).orElse(null);
        } catch (RuntimeException e) {
            return null;
        }
        if (conversation == null) {
            return null;
        }
        String answer =
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection:"
                        + " Upgrade\r\nSec-WebSocket-Accept: "
                        + accepted(key)
                        + "\r\n\r\n";
        try {
            context.dataWriter()
                    .writeNow(BufferData.create(answer.getBytes(StandardCharsets.US_ASCII)));
        } catch (RuntimeException e) {
            open.remove(conversation);
            throw e;
        }
        return conversation;
    }

    private Optional<Conversation> begun(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        List<String> path = Dispatcher.decode(prologue.uriPath().rawPath());
        for (Router.Route route : routes) {
            if (!(route.target() instanceof Router.Target.Talking(SocketHandler handler))) {
                continue;
            }
            Optional<Map<String, String>> params = route.pattern().match(path);
            if (params.isPresent()) {
                Request request =
                        new Request(
                                prologue,
                                headers,
                                context.remotePeer().host(),
                                InputStream::nullInputStream,
                                params.get(),
                                gatekeeper);
                gatekeeper.check(route, request);
                SocketHandler.Talk talk = admitted(handler, request);
                return Optional.of(begin(context, talk, visitor(request)));
            }
        }
        return Optional.empty();
    }

    /**
     * What will be told to a visitor whom the gatekeeper let pass.
     *
     * @throws ProblemException when it is a page of another site that asks, or one too many
     */
    SocketHandler.Talk admitted(SocketHandler handler, Request request) {
        if (isForeign(request)) {
            throw ProblemException.forbidden(
                    "a page of another site asks for this WebSocket; ask from a page of "
                            + request.origin()
                            + ", or with a token in the header Authorization");
        }
        checkRoom(visitor(request));
        return handler.open(request);
    }

    private static String visitor(Request request) {
        String user = request.identity().user();
        return user.isEmpty() ? "at " + request.remoteAddress() : "user " + user;
    }

    private void checkRoom(String visitor) {
        long own = open.stream().filter(one -> one.visitor().equals(visitor)).count();
        if (own >= limits.ofOne() || open.size() >= limits.most()) {
            throw ProblemException.resource(
                    open.size()
                            + " WebSockets are open, "
                            + own
                            + " of them yours; the most are "
                            + limits.most()
                            + " in all and "
                            + limits.ofOne()
                            + " of one user: close some");
        }
    }

    private synchronized Conversation begin(
            ConnectionContext context, SocketHandler.Talk talk, String visitor) {
        checkRoom(visitor);
        Conversation conversation = new Conversation(context, talk, visitor, this);
        open.add(conversation);
        return conversation;
    }

    void ended(Conversation conversation) {
        open.remove(conversation);
    }

    /**
     * A page of another site, which has the browser send this one's cookie or reach where only the
     * browser can. Pages cannot set the header that carries a token.
     */
    private static boolean isForeign(Request request) {
        Gatekeeper.By by = request.visitor().credentials().by();
        return by != Gatekeeper.By.HEADER
                && request.header("Origin")
                        .map(origin -> !origin.equalsIgnoreCase(request.origin()))
                        .orElse(by == Gatekeeper.By.SESSION);
    }

    /** Tells all clients that the server goes. */
    @Override
    public void close() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FAREWELL_SECONDS);
        open.forEach(one -> one.close(false));
        try {
            for (Conversation one : open) {
                if (!one.left(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String accepted(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
