package dev.duru.web;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request: finds its route, lets the gatekeeper check, runs the handler, sends. */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Logger ACCESS = LoggerFactory.getLogger("dev.duru.web.access");

    private final List<Router.Route> routes;
    private final Gatekeeper gatekeeper;
    private final Sender sender;
    private final EventStreams streams;
    private final Sockets sockets;
    private final RequestStats stats;

    private record Match(Router.Kind kind, Router.Route route, Map<String, String> params) {}

    Dispatcher(
            List<Router.Route> routes,
            Gatekeeper gatekeeper,
            Sender sender,
            EventStreams streams,
            Sockets sockets,
            RequestStats stats) {
        this.routes = routes.stream().sorted((a, b) -> a.pattern().compareTo(b.pattern())).toList();
        this.gatekeeper = gatekeeper;
        this.sender = sender;
        this.streams = streams;
        this.sockets = sockets;
        this.stats = stats;
    }

    void handle(ServerRequest httpRequest, ServerResponse httpResponse) {
        long start = System.nanoTime();
        String method = httpRequest.prologue().method().text();
        RawResponse out = new RawResponse(httpResponse, method.equals("HEAD"));
        String pattern = "(none)";
        Router.Kind kind = kindOf(httpRequest.prologue().uriPath().rawPath());
        Request request = new Request(httpRequest, Map.of(), gatekeeper);
        Sender.protect(httpResponse);
        try {
            Match match = find(method, httpRequest.prologue().uriPath().rawPath(), kind);
            kind = match.kind();
            pattern = match.route().pattern().toString();
            request = new Request(httpRequest, match.params(), gatekeeper);
            gatekeeper.check(match.route(), request);
            run(match.route(), request, out, httpResponse);
        } catch (ProblemException e) {
            refuse(kind, e.problem(), request, out, httpResponse);
        } catch (CloseConnectionException e) {
            throw e;
        } catch (IOException | InterruptedException | RuntimeException e) {
            broke(e, kind, request, out, httpResponse);
        } finally {
            long nanos = System.nanoTime() - start;
            stats.add(pattern, method, out.status(), nanos);
            ACCESS.debug(
                    "{} {} {} {} ms",
                    method,
                    httpRequest.prologue().uriPath().rawPath(),
                    out.status(),
                    nanos / 1_000_000);
        }
    }

    private void run(Router.Route route, Request request, RawResponse out, ServerResponse http)
            throws IOException, InterruptedException {
        switch (route.target()) {
            case Router.Target.Answering(Handler handler) -> {
                Reply reply = handler.handle(request);
                if (reply.body() instanceof Reply.Body.OfPage) {
                    request.csrf();
                    out.header("Cache-Control", "no-store");
                } else if (route.kind() == Router.Kind.API) {
                    out.header("Cache-Control", "no-store");
                }
                sender.cookies(reply, request, http);
                sender.send(route.kind(), reply, request, out, true);
                out.finish();
            }
            case Router.Target.Streaming(EventsHandler handler) ->
                    streams.run(handler, request, out);
            case Router.Target.Talking(SocketHandler handler) -> {
                sockets.admitted(handler, request);
                throw ProblemException.user(
                        "this is a WebSocket; ask with Connection: Upgrade, Upgrade: websocket and"
                                + " Sec-WebSocket-Version: 13");
            }
            case Router.Target.Speaking(RawHandler handler) -> {
                handler.handle(request, out);
                out.finish();
            }
        }
    }

    private Match find(String method, String rawPath, Router.Kind otherwise) {
        List<String> path = decode(rawPath);
        Set<String> allowed = new TreeSet<>();
        for (Router.Route route : routes) {
            Optional<Map<String, String>> params = route.pattern().match(path);
            if (params.isEmpty()) {
                continue;
            }
            if (fits(route.method(), method)) {
                return new Match(route.kind(), route, params.get());
            }
            allowed.add(route.method());
        }
        if (!allowed.isEmpty() && otherwise == Router.Kind.API) {
            throw ProblemException.user(
                    method + " is not for " + rawPath + "; use " + String.join(" or ", allowed));
        }
        throw ProblemException.notFound("there is nothing at " + rawPath);
    }

    private static boolean fits(String offered, String asked) {
        return offered.equals("*")
                || offered.equals(asked)
                || (asked.equals("HEAD") && offered.equals("GET"));
    }

    private static Router.Kind kindOf(String path) {
        return path.startsWith("/api/") ? Router.Kind.API : Router.Kind.PAGE;
    }

    static List<String> decode(String rawPath) {
        List<String> parts = new ArrayList<>();
        for (String part : PathPattern.split(rawPath)) {
            try {
                parts.add(
                        part.indexOf('%') < 0
                                ? part
                                : URLDecoder.decode(
                                        part.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(
                        Problem.Code.USER, "the path " + rawPath + " is badly encoded", e);
            }
        }
        return parts;
    }

    private void refuse(
            Router.Kind kind,
            Problem problem,
            Request request,
            RawResponse out,
            ServerResponse http) {
        if (out.started()) {
            throw new CloseConnectionException(problem.detail());
        }
        boolean anonymous = problem.code() == Problem.Code.UNAUTHENTICATED;
        boolean page = kind == Router.Kind.PAGE || kind == Router.Kind.FORM;
        Reply reply = Reply.problem(problem);
        if (anonymous && page && request.header("Authorization").isEmpty()) {
            String login = "/login";
            if (request.method().equals("GET")) {
                login += "?next=" + URLEncoder.encode(request.target(), StandardCharsets.UTF_8);
            }
            reply =
                    request.fragment()
                            ? reply.withHeader("HX-Redirect", login)
                            : Reply.redirect(login);
        } else if (anonymous) {
            reply = reply.withHeader("WWW-Authenticate", "Bearer");
        }
        try {
            boolean known = !anonymous;
            sender.cookies(reply, request, http);
            sender.send(kind, reply.withHeader("Cache-Control", "no-store"), request, out, known);
            out.finish();
        } catch (IOException | RuntimeException e) {
            LOG.debug("a problem could not be told to {}", request.rawPath(), e);
            throw new CloseConnectionException("the problem could not be told", e);
        }
    }

    private void broke(
            Exception e, Router.Kind kind, Request request, RawResponse out, ServerResponse http) {
        if (out.clientGone() || request.clientGone()) {
            LOG.debug("the client of {} {} has gone", request.method(), request.rawPath(), e);
            throw new CloseConnectionException("the client has gone", e);
        }
        LOG.error("{} {} failed", request.method(), request.rawPath(), e);
        Problem problem =
                new Problem(
                        Problem.Code.INTERNAL,
                        "Duru has a fault here; its log tells more (look for "
                                + request.method()
                                + " "
                                + request.rawPath()
                                + ")");
        refuse(kind, problem, request, out, http);
    }
}
