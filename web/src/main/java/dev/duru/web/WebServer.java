package dev.duru.web;

import dev.duru.kernel.ProblemException;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The server of everything that Duru speaks over HTTP. */
public final class WebServer implements AutoCloseable {
    /** Held, since a logger's level lives no longer than the logger. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private final io.helidon.webserver.WebServer server;
    private final EventStreams streams;
    private final Sockets sockets;
    private final RequestStats stats;
    private final List<ApiRoute> apiRoutes;

    /** A call of the API, or a WebSocket of it, for comparing with the OpenAPI document. */
    public record ApiRoute(String method, String pattern) {}

    private WebServer(
            io.helidon.webserver.WebServer server,
            EventStreams streams,
            Sockets sockets,
            RequestStats stats,
            List<ApiRoute> apiRoutes) {
        this.server = server;
        this.streams = streams;
        this.sockets = sockets;
        this.stats = stats;
        this.apiRoutes = apiRoutes;
    }

    /**
     * Collects the routes and starts to serve.
     *
     * @throws IllegalArgumentException when two stations claim the same route
     * @throws ProblemException RESOURCE when the port cannot be had
     */
    public static WebServer start(WebConfig config, List<Routes> stations, WebPorts ports) {
        return start(config, stations, ports, Sockets.STANDARD);
    }

    static WebServer start(
            WebConfig config, List<Routes> stations, WebPorts ports, Sockets.Limits limits) {
        requirePort(config);
        HELIDON.setLevel(Level.WARNING);
        Router router = new Router();
        stations.forEach(station -> station.add(router));
        Assets assets = new Assets(router.assets());
        new OwnRoutes(ports, assets, OpenApi.merge(stations)).add(router);
        Gatekeeper gatekeeper = new Gatekeeper(config, ports.authenticator(), ports.authority());
        EventStreams streams = new EventStreams();
        Sockets sockets = new Sockets(router.routes(), gatekeeper, limits);
        RequestStats stats = new RequestStats();
        Sender sender = new Sender(new Layout(assets), config.secure());
        Dispatcher dispatcher =
                new Dispatcher(router.routes(), gatekeeper, sender, streams, sockets, stats);
        HttpRouting.Builder routing = HttpRouting.builder();
        routing.any(dispatcher::handle);
        io.helidon.webserver.WebServer server =
                io.helidon.webserver.WebServer.builder()
                        .host(config.host())
                        .port(config.port())
                        .routing(routing)
                        .shutdownHook(false)
                        .shutdownGracePeriod(Duration.ofMillis(500))
                        .contentEncoding(
                                ContentEncodingContext.builder()
                                        .contentEncodingsDiscoverServices(false)
                                        .addContentEncoding(new GzipRequests())
                                        .addContentEncoding(new PackedRequests())
                                        .build())
                        .addConnectionSelector(
                                Http1ConnectionSelector.builder()
                                        .config(http())
                                        .addUpgrader(sockets)
                                        .build())
                        .build()
                        .start();
        List<ApiRoute> apiRoutes =
                router.routes().stream()
                        .filter(route ->
                                route.kind() == Router.Kind.API
                                        || route.kind() == Router.Kind.SOCKET)
                        .map(route -> new ApiRoute(route.method(), route.pattern().toString()))
                        .toList();
        return new WebServer(server, streams, sockets, stats, apiRoutes);
    }

    private static Http1Config http() {
        return Http1Config.builder()
                .maxHeadersSize(32 * 1024)
                // Queries such as "scope[]=manual", which clients send as they are, are read here
                // and not by the server.
                .validatePrologue(false)
                .build();
    }

    /** Asks for the port before the server does, which would print a trace instead of a reason. */
    private static void requirePort(WebConfig config) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(config.host(), config.port()));
        } catch (IOException e) {
            throw ProblemException.resource(
                    "cannot listen on %s port %d: %s; end the program that has it, or choose another port (http.port)"
                            .formatted(config.host(), config.port(), e.getMessage()));
        }
    }

    /** The port that is listened on. */
    public int port() {
        return server.port();
    }

    /** The address on this machine, without a slash at the end. */
    public String localUrl() {
        return "http://127.0.0.1:" + port();
    }

    /** What was served since the start, for {@code /metrics}. */
    public List<RequestStat> requestStats() {
        return stats.list();
    }

    /** All calls of the API. */
    public List<ApiRoute> apiRoutes() {
        return apiRoutes;
    }

    /** Ends event streams and WebSockets, then stops; requests in progress get half a second. */
    @Override
    public void close() {
        streams.close();
        sockets.close();
        server.stop();
    }
}
