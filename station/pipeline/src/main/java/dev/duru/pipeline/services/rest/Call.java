package dev.duru.pipeline.services.rest;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.JsonExchange;
import dev.duru.pipeline.services.http.Slice;
import dev.duru.web.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One call, as its handler sees it. */
final class Call {
    private static final int BODY_LIMIT = 32 << 20;
    private static final int USUAL_PAGE = 30;

    private final Request request;
    private final Caller caller;
    private final String base;
    private final Map<String, String> params;
    private @Nullable JsonNode body;

    /** {@code base} is the API's own URL, without a slash at the end. */
    Call(Request request, Caller caller, String base, Map<String, String> params) {
        this.request = request;
        this.caller = caller;
        this.base = base;
        this.params = params;
    }

    Request request() {
        return request;
    }

    Caller caller() {
        return caller;
    }

    String by() {
        return caller.name();
    }

    /** The API's own URL. */
    String base() {
        return base;
    }

    /** The server's own URL. */
    String server() {
        return base.substring(0, base.length() - "/api/v3".length());
    }

    ProjectName project() {
        return new ProjectName(param("owner"), param("repo"));
    }

    /** The URL of something of the project. */
    String url(String below) {
        return base + "/repos/" + project() + below;
    }

    String param(String name) {
        return params.getOrDefault(name, "");
    }

    /** A number in the path; 404 when it is none. */
    long number(String name) {
        String text = param(name);
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw RestException.notFound();
        }
        return Long.parseLong(text);
    }

    String query(String name) {
        return request.query(name).orElse("");
    }

    JsonNode body() {
        if (body == null) {
            try {
                body = JsonExchange.read(request, BODY_LIMIT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return body;
    }

    /** A field of the body as text; {@code ""} when it is absent or null. */
    String text(String field) {
        return body().path(field).asString("");
    }

    /** A field that must be there. */
    String required(String resource, String field) {
        String value = text(field);
        if (value.isEmpty()) {
            throw RestException.invalid(resource, field, "is missing");
        }
        return value;
    }

    /** A field as text when it is there and not null. */
    @Nullable String given(String field) {
        return body().hasNonNull(field) ? body().path(field).asString("") : null;
    }

    /** A field that holds texts, or objects with a {@code name}. */
    Optional<List<String>> names(String field) {
        if (!body().has(field)) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (JsonNode one : body().path(field)) {
            names.add(one.isObject() ? one.path("name").asString("") : one.asString(""));
        }
        return Optional.of(names);
    }

    /** A page of a list, with the Link header that leads to the others (RFC 8288). */
    <T> Answer page(List<T> all, java.util.function.Function<List<T>, Object> body) {
        Slice<T> slice = Slice.of(all, request, USUAL_PAGE);
        Answer answer = Answer.ok(body.apply(slice.items()));
        String links = slice.links(request, server());
        return links.isEmpty() ? answer : answer.withHeader("Link", links);
    }
}
