package dev.duru.web;

import dev.duru.kernel.Identity;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.http.ServerRequest;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request, as a handler sees it. Used by one thread. */
public final class Request {
    /** The size in bytes up to which a JSON or form body is read. */
    public static final int BODY_LIMIT = 1024 * 1024;

    /** The size in bytes up to which a form with files is read. */
    public static final int UPLOAD_LIMIT = 16 * 1024 * 1024;

    private final HttpPrologue prologue;
    private final Headers headers;
    private final String peer;
    private final Map<String, String> params;
    private final Visitor visitor;
    private final WatchedInput body;
    private @Nullable FormData query;
    private @Nullable FormData form;
    private Map<String, Upload> uploads = Map.of();

    Request(ServerRequest http, Map<String, String> params, Gatekeeper gatekeeper) {
        this(
                http.prologue(),
                http.headers(),
                http.remotePeer().host(),
                () -> http.content().inputStream(),
                params,
                gatekeeper);
    }

    /**
     * A request of these parts.
     *
     * @param peer the address of the other end
     */
    Request(
            HttpPrologue prologue,
            Headers headers,
            String peer,
            Supplier<InputStream> body,
            Map<String, String> params,
            Gatekeeper gatekeeper) {
        this.prologue = prologue;
        this.headers = headers;
        this.peer = peer;
        this.params = new HashMap<>(params);
        this.body = new WatchedInput(body);
        this.visitor = new Visitor(this, gatekeeper);
    }

    /**
     * A variable of the route's pattern, decoded.
     *
     * @throws IllegalArgumentException when the pattern has no such variable
     */
    public String param(String name) {
        String value = params.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route's pattern has no {" + name + "}");
        }
        return value;
    }

    /**
     * A variable of the pattern as a number from 1.
     *
     * @throws ProblemException NOT_FOUND when it is none
     */
    public long number(String name) {
        String text = param(name);
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw ProblemException.notFound("there is no " + name + " '" + text + "'");
        }
        return Long.parseLong(text);
    }

    boolean hasParam(String name) {
        return params.containsKey(name);
    }

    /** The first value of a name in the query. */
    public Optional<String> query(String name) {
        return queries().first(name);
    }

    /** All values of a name in the query. */
    public List<String> queryAll(String name) {
        return queries().all(name);
    }

    private FormData queries() {
        if (query == null) {
            query = FormData.parse(rawQuery());
        }
        return query;
    }

    /** The first value of a field in the posted form. */
    public Optional<String> form(String name) {
        return fields().first(name);
    }

    /** All values of a field in the posted form. */
    public List<String> formAll(String name) {
        return fields().all(name);
    }

    /** A field that must be there and not be blank; its value is trimmed. */
    public String required(String name) {
        return form(name)
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() ->
                        ProblemException.user("the field '" + name + "' is empty; fill it in"));
    }

    private FormData fields() {
        if (form == null) {
            String type = header("Content-Type").orElse("");
            if (type.startsWith(Multipart.TYPE)) {
                Multipart parts = Multipart.parse(type, bytes(UPLOAD_LIMIT));
                uploads = parts.files();
                form = parts.fields();
            } else {
                boolean encoded = type.startsWith("application/x-www-form-urlencoded");
                form = FormData.parse(encoded ? new String(bytes(), StandardCharsets.UTF_8) : "");
            }
        }
        return form;
    }

    /** A file of the posted form. */
    public Optional<Upload> upload(String name) {
        fields();
        return Optional.ofNullable(uploads.get(name));
    }

    /**
     * The body as JSON; fields that the type does not know are refused.
     *
     * @throws ProblemException USER with line and column, when it is no JSON or of another shape
     */
    public <T> T json(Class<T> type) {
        byte[] bytes = bytes();
        if (bytes.length == 0) {
            throw ProblemException.user("the request has no body; send a JSON object");
        }
        return Json.read(bytes, type);
    }

    /** The whole body, up to {@link #BODY_LIMIT}. */
    public byte[] bytes() {
        return bytes(BODY_LIMIT);
    }

    /**
     * The whole body, already decompressed if it came with a content encoding.
     *
     * @throws ProblemException USER when it is larger than so many bytes, or broke off
     */
    public byte[] bytes(int limit) {
        try {
            byte[] bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw ProblemException.user(
                        "the body is larger than " + limit / 1024 + " KiB; send less at once");
            }
            return bytes;
        } catch (java.io.IOException e) {
            throw new ProblemException(Problem.Code.USER, "the body broke off", e);
        }
    }

    /** The body as it comes, already decompressed if it came with a content encoding. */
    public InputStream bodyStream() {
        return body;
    }

    /**
     * The project of the pattern's {@code {owner}} and {@code {project}}.
     *
     * @throws ProblemException NOT_FOUND when these cannot be names
     */
    public ProjectName project() {
        try {
            return new ProjectName(param("owner"), param("project"));
        } catch (ProblemException e) {
            throw new ProblemException(
                    Problem.Code.NOT_FOUND,
                    "there is no project %s/%s, and can be none: %s"
                            .formatted(param("owner"), param("project"), e.getMessage()),
                    e);
        }
    }

    /** Whether the pattern names a project, and the path one that could be. */
    boolean ofProject() {
        if (!hasParam("owner") || !hasParam("project")) {
            return false;
        }
        try {
            project();
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    /** Who asks; {@link Identity#ANONYMOUS} for somebody not signed in. */
    public Identity identity() {
        return visitor.identity();
    }

    /** What the identity may do in {@link #project}. */
    public Optional<Role> role() {
        return ofProject() ? visitor.role(project()) : Optional.empty();
    }

    /** What the identity may do in some project. */
    public Optional<Role> role(ProjectName project) {
        return visitor.role(project);
    }

    /** Whether the identity has this role, or a higher one, in {@link #project}. */
    public boolean may(Role role) {
        return role().filter(held -> held.includes(role)).isPresent();
    }

    /** The language of the answer: the visitor's choice, else what the browser asks for. */
    public Language language() {
        return cookie("duru_language")
                .flatMap(Language::byCode)
                .orElseGet(() -> Language.accepted(header("Accept-Language").orElse("")));
    }

    /** The address of the peer, or what a trusted proxy says of it. */
    public String remoteAddress() {
        return visitor.remoteAddress(peer);
    }

    /** The token that a form of this visitor must carry; see {@link Ui#csrf}. */
    public String csrf() {
        return visitor.csrf();
    }

    Visitor visitor() {
        return visitor;
    }

    /** A header's value. */
    public Optional<String> header(String name) {
        return headers.value(HeaderNames.create(name));
    }

    /** A cookie's value. */
    public Optional<String> cookie(String name) {
        for (String pair : header("Cookie").orElse("").split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                return Optional.of(pair.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }

    /** Whether htmx asks, for a part of a page. */
    public boolean fragment() {
        return header("HX-Request").isPresent();
    }

    /** The method, in capitals. */
    public String method() {
        return prologue.method().text();
    }

    /** The path as it was sent, still encoded. */
    public String rawPath() {
        return prologue.uriPath().rawPath();
    }

    /** The query as it was sent, without the question mark; may be empty. */
    public String rawQuery() {
        return prologue.query().rawValue();
    }

    /** Path and query, for coming back to this page. */
    public String target() {
        return rawQuery().isEmpty() ? rawPath() : rawPath() + "?" + rawQuery();
    }

    /** Scheme, host and port under which the client reached Duru, without a slash at the end. */
    public String origin() {
        return visitor.origin(header("Host").orElse("localhost"));
    }

    boolean clientGone() {
        return body.broken();
    }
}
