package dev.duru.web;

import dev.duru.kernel.Problem;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sends replies: the body as its kind asks, and the headers that keep pages safe. */
final class Sender {
    private static final String CSP =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
                    + "frame-ancestors 'none'";
    private static final String HTML = "text/html; charset=utf-8";

    private final Layout layout;
    private final boolean secure;

    Sender(Layout layout, boolean secure) {
        this.layout = layout;
        this.secure = secure;
    }

    static void protect(ServerResponse http) {
        set(http, "Content-Security-Policy", CSP);
        set(http, "X-Content-Type-Options", "nosniff");
        set(http, "X-Frame-Options", "DENY");
        set(http, "Referrer-Policy", "same-origin");
        set(http, "Cross-Origin-Opener-Policy", "same-origin");
    }

    /** {@code known} is false when even who asks could not be found out. */
    void send(Router.Kind kind, Reply reply, Request request, RawResponse out, boolean known) {
        out.status(reply.status());
        reply.headers().forEach(out::header);
        switch (reply.body()) {
            case Reply.Body.OfPage(Page page) -> {
                out.header("Vary", "Cookie, Accept-Language, HX-Request");
                whole(HTML, layout.page(page, request, known), out);
            }
            case Reply.Body.OfFragment(var content) -> whole(HTML, Layout.bytes(content), out);
            case Reply.Body.OfJson(Object value) ->
                    whole("application/json", Json.bytes(value), out);
            case Reply.Body.OfBytes(String type, byte[] bytes) -> whole(type, bytes, out);
            case Reply.Body.OfStream(String type, var writer) -> {
                out.header("Content-Type", type);
                write(out, writer);
            }
            case Reply.Body.OfFile(String type, var path) -> {
                out.header("Content-Type", type);
                write(out, stream -> Files.copy(path, stream));
            }
            case Reply.Body.OfProblem(Problem problem) ->
                    problem(kind, reply, problem, request, out, known);
            case Reply.Body.Nothing() -> {}
        }
    }

    /** Cookies must be set before the body is sent. */
    void cookies(Reply reply, Request request, ServerResponse http) {
        for (Cookie cookie : reply.cookies()) {
            http.headers().add(HeaderNames.SET_COOKIE, cookie.header(secure));
        }
        request.visitor()
                .visitCookie()
                .ifPresent(cookie ->
                        http.headers().add(HeaderNames.SET_COOKIE, cookie.header(secure)));
    }

    private void problem(
            Router.Kind kind,
            Reply reply,
            Problem problem,
            Request request,
            RawResponse out,
            boolean known) {
        switch (kind) {
            case PAGE, FORM -> {
                Page page = layout.problem(problem, request);
                whole(
                        HTML,
                        request.fragment()
                                ? Layout.bytes(page.body())
                                : layout.page(page, request, known),
                        out);
            }
            case API, EVENTS, SOCKET -> {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("type", "about:blank");
                document.put("title", problem.code().title());
                document.put("status", reply.status());
                document.put("code", problem.code().name());
                document.put("detail", problem.detail());
                whole("application/problem+json", Json.bytes(document), out);
            }
            case RAW -> {
                if (problem.code() == Problem.Code.UNAUTHENTICATED) {
                    out.header("WWW-Authenticate", "Basic realm=\"Duru\", charset=\"UTF-8\"");
                }
                String line = problem.detail() + "\n";
                whole(
                        "text/plain; charset=utf-8",
                        line.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        out);
            }
        }
    }

    private static void whole(String type, byte[] bytes, RawResponse out) {
        out.header("Content-Type", type);
        out.send(bytes);
    }

    private static void write(RawResponse out, Reply.OutputStreamConsumer writer) {
        OutputStream stream = out.outputStream();
        try {
            writer.write(stream);
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void set(ServerResponse http, String name, String value) {
        http.headers().set(HeaderNames.create(name), value);
    }
}
