package dev.duru.pipeline.services.rest;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call answers.
 *
 * @param body bytes, to be sent as they are, or anything else, to be sent as JSON; null for none
 * @param file to be sent in place of a body
 */
record Answer(int status, @Nullable Object body, Map<String, String> headers, @Nullable Path file) {

    static Answer ok(Object body) {
        return new Answer(200, body, Map.of(), null);
    }

    static Answer created(Object body) {
        return new Answer(201, body, Map.of(), null);
    }

    static Answer noContent() {
        return new Answer(204, null, Map.of(), null);
    }

    static Answer redirect(String url) {
        return new Answer(302, null, Map.of("Location", url), null);
    }

    static Answer file(Path file, Map<String, String> headers) {
        return new Answer(200, null, headers, file);
    }

    static Answer bytes(String type, byte[] bytes) {
        return new Answer(200, bytes, Map.of("Content-Type", type), null);
    }

    Answer withHeader(String name, String value) {
        Map<String, String> more = new java.util.LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, body, more, file);
    }
}
