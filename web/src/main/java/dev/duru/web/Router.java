package dev.duru.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects the routes of all stations. */
public final class Router {
    private static final String API = "/api/v1";

    private final List<Route> routes = new ArrayList<>();
    private final Map<String, Asset> assets = new HashMap<>();

    Router() {}

    enum Kind {
        PAGE,
        FORM,
        API,
        EVENTS,
        SOCKET,
        RAW
    }

    sealed interface Target {
        record Answering(Handler handler) implements Target {}

        record Streaming(EventsHandler handler) implements Target {}

        record Talking(SocketHandler handler) implements Target {}

        record Speaking(RawHandler handler) implements Target {}
    }

    record Route(Kind kind, String method, PathPattern pattern, Access access, Target target) {}

    record Asset(ClassLoader loader, String resource) {}

    /**
     * A page at GET. A pattern has variables, {@code /{owner}/{project}/runs/{number}}; {@code
     * {path...}} at its end takes the rest of the path.
     */
    public Router page(String pattern, Access access, Handler handler) {
        return add(Kind.PAGE, "GET", pattern, access, new Target.Answering(handler));
    }

    /** A form that a page posts; its CSRF token ({@link Ui#csrf}) is checked first. */
    public Router form(String pattern, Access access, Handler handler) {
        return add(Kind.FORM, "POST", pattern, access, new Target.Answering(handler));
    }

    /**
     * A call of the API, JSON in and out, below {@code /api/v1} (which may be left out of the
     * pattern) or, where another program's API is offered, below {@code /api}. Called with a bearer
     * token, Basic credentials, or the session's cookie; the latter needs the header {@code X-CSRF}
     * for anything but GET.
     */
    public Router api(String method, String pattern, Access access, Handler handler) {
        String full = pattern.startsWith("/api/") ? pattern : API + pattern;
        return add(Kind.API, method, full, access, new Target.Answering(handler));
    }

    /** A stream of server-sent events at GET. */
    public Router events(String pattern, Access access, EventsHandler handler) {
        return add(Kind.EVENTS, "GET", pattern, access, new Target.Streaming(handler));
    }

    /** A WebSocket that tells, at GET, where another program's API has one. */
    public Router socket(String pattern, Access access, SocketHandler handler) {
        return add(Kind.SOCKET, "GET", pattern, access, new Target.Talking(handler));
    }

    /**
     * A protocol of its own, such as Git's. Open to all: the handler checks {@link
     * Request#identity} and {@link Request#role}.
     *
     * @param method one method, or {@code *} for all
     */
    public Router raw(String method, String pattern, RawHandler handler) {
        return add(Kind.RAW, method, pattern, Access.OPEN, new Target.Speaking(handler));
    }

    /**
     * A script or style sheet of a station, served with the others; name it in {@link
     * Page#withScripts}.
     *
     * @param name such as {@code runs.js}; the end of the name decides its type
     */
    public Router asset(String name, ClassLoader loader, String resource) {
        if (assets.putIfAbsent(name, new Asset(loader, resource)) != null) {
            throw new IllegalArgumentException("there are two assets named " + name);
        }
        return this;
    }

    List<Route> routes() {
        return List.copyOf(routes);
    }

    Map<String, Asset> assets() {
        return Map.copyOf(assets);
    }

    private Router add(Kind kind, String method, String pattern, Access access, Target target) {
        String verb = method.toUpperCase(Locale.ROOT);
        PathPattern path = PathPattern.parse(pattern);
        for (Route route : routes) {
            if (route.method().equals(verb) && route.pattern().equals(path)) {
                throw new IllegalArgumentException(
                        "there are two routes for " + verb + " " + pattern);
            }
        }
        routes.add(new Route(kind, verb, path, access, target));
        return this;
    }
}
