package dev.duru.pipeline.services.http;

import dev.duru.web.RawResponse;
import dev.duru.web.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call answers.
 *
 * @param body bytes, to be sent as they are, a {@link Writing}, or anything else, to be sent as
 *     JSON; null for none
 * @param file to be sent in place of a body
 */
public record Answer(
        int status, @Nullable Object body, Map<String, String> headers, @Nullable Path file) {

    /** Writes a body whose length nobody knows before. */
    @FunctionalInterface
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    public static Answer ok(Object body) {
        return new Answer(200, body, Map.of(), null);
    }

    public static Answer created(Object body) {
        return new Answer(201, body, Map.of(), null);
    }

    public static Answer noContent() {
        return new Answer(204, null, Map.of(), null);
    }

    public static Answer redirect(String url) {
        return new Answer(302, null, Map.of("Location", url), null);
    }

    public static Answer file(Path file, Map<String, String> headers) {
        return new Answer(200, null, headers, file);
    }

    public static Answer bytes(String type, byte[] bytes) {
        return new Answer(200, bytes, Map.of("Content-Type", type), null);
    }

    public static Answer writing(String type, Writing body) {
        return new Answer(200, body, Map.of("Content-Type", type), null);
    }

    public Answer withHeader(String name, String value) {
        return withHeaders(Map.of(name, value));
    }

    /** More headers, which win over those that are there. */
    public Answer withHeaders(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Answer(status, body, all, file);
    }

    /** Sends it; a file's bytes only where they are asked for. */
    public void send(Request request, RawResponse response) throws IOException {
        headers.forEach(response::header);
        if (body instanceof byte[] bytes) {
            response.status(status).send(bytes);
            return;
        }
        if (body instanceof Writing writing) {
            writing.to(response.status(status).outputStream());
            return;
        }
        if (body != null) {
            JsonExchange.send(response, status, body);
            return;
        }
        response.status(status);
        if (file != null) {
            response.header("Content-Length", Long.toString(Files.size(file)));
            if (!request.method().equals("HEAD")) {
                try (InputStream in = Files.newInputStream(file)) {
                    in.transferTo(response.outputStream());
                }
            }
        }
    }
}
