package dev.duru.web;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import gg.jte.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a handler answers: a status, headers, cookies and a body. Immutable. */
public final class Reply {
    private final int status;
    private final Map<String, String> headers;
    private final List<Cookie> cookies;
    private final Body body;

    /** Writes a body while it is sent. */
    @FunctionalInterface
    public interface OutputStreamConsumer {
        void write(OutputStream out) throws IOException;
    }

    sealed interface Body {
        record OfPage(Page page) implements Body {}

        record OfFragment(Content content) implements Body {}

        record OfJson(Object value) implements Body {}

        record OfBytes(String type, byte[] bytes) implements Body {}

        record OfStream(String type, OutputStreamConsumer writer) implements Body {}

        record OfFile(String type, Path path) implements Body {}

        record OfProblem(Problem problem) implements Body {}

        record Nothing() implements Body {}
    }

    private Reply(int status, Map<String, String> headers, List<Cookie> cookies, Body body) {
        this.status = status;
        this.headers = headers;
        this.cookies = cookies;
        this.body = body;
    }

    private static Reply of(int status, Body body) {
        return new Reply(status, Map.of(), List.of(), body);
    }

    /** A page in the layout. */
    public static Reply page(Page page) {
        return of(200, new Body.OfPage(page));
    }

    /** HTML as it is, for htmx. */
    public static Reply fragment(Content content) {
        return of(200, new Body.OfFragment(content));
    }

    /** A value as JSON: a record, a map or a list. Times become ISO 8601 in UTC. */
    public static Reply json(Object value) {
        return of(200, new Body.OfJson(value));
    }

    /** 201 with the path of what was made. */
    public static Reply created(String location, Object value) {
        return of(201, new Body.OfJson(value)).withHeader("Location", local(location));
    }

    /** 204. */
    public static Reply noContent() {
        return of(204, new Body.Nothing());
    }

    /** 303 to a path of this Duru. */
    public static Reply redirect(String path) {
        return of(303, new Body.Nothing()).withHeader("Location", local(path));
    }

    /** Plain text. */
    public static Reply text(String text) {
        return bytes("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes of a type. */
    public static Reply bytes(String type, byte[] bytes) {
        return of(200, new Body.OfBytes(type, bytes));
    }

    /** A body that is written while it is sent. */
    public static Reply stream(String type, OutputStreamConsumer writer) {
        return of(200, new Body.OfStream(type, writer));
    }

    /** A file to be saved under a name. */
    public static Reply file(String type, Path path, String downloadName) {
        String plain = downloadName.replaceAll("[^A-Za-z0-9._ -]", "_");
        String encoded =
                java.net.URLEncoder.encode(downloadName, StandardCharsets.UTF_8)
                        .replace("+", "%20");
        return of(200, new Body.OfFile(type, path))
                .withHeader(
                        "Content-Disposition",
                        "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded);
    }

    /** A problem, shown as the route's kind asks: a page, problem+json or text. */
    public static Reply problem(Problem problem) {
        return of(problem.code().status(), new Body.OfProblem(problem));
    }

    /** The same reply with a header set. */
    public Reply withHeader(String name, String value) {
        if (value.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("a control character in the header " + name);
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, cookies, body);
    }

    /** The same reply with another status. */
    public Reply withStatus(int other) {
        return new Reply(other, headers, cookies, body);
    }

    /** The same reply with one more cookie. */
    public Reply withCookie(Cookie cookie) {
        List<Cookie> more = new ArrayList<>(cookies);
        more.add(cookie);
        return new Reply(status, headers, more, body);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    List<Cookie> cookies() {
        return cookies;
    }

    Body body() {
        return body;
    }

    /** Whether a path leads nowhere but into this Duru. */
    static boolean isLocal(String path) {
        return path.startsWith("/")
                && !path.startsWith("//")
                && path.indexOf('\\') < 0
                && path.chars().allMatch(c -> c > ' ' && c != 127);
    }

    private static String local(String path) {
        if (!isLocal(path)) {
            throw ProblemException.user("'" + path + "' is not a path of this Duru");
        }
        StringBuilder ascii = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            ascii.append(b >= 0 ? String.valueOf((char) b) : String.format("%%%02X", b & 0xff));
        }
        return ascii.toString();
    }
}
