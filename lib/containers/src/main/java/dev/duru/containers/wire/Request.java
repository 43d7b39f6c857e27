package dev.duru.containers.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request.
 *
 * @param target path and query, encoded
 * @param headers besides those that every request has
 * @param body what to send, or null
 * @param upgrade whether the connection is to become a raw stream
 */
public record Request(
        String method,
        String target,
        Map<String, String> headers,
        @Nullable Body body,
        boolean upgrade) {

    /** What is sent after the headers. */
    public sealed interface Body permits Bytes, Streamed {}

    /** Known in full. */
    public record Bytes(byte[] content) implements Body {}

    /** Written while it is sent. */
    public record Streamed(Writer writer) implements Body {}

    /** Writes a body. */
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    public Request {
        headers = Map.copyOf(headers);
    }

    public static Request of(String method, String target) {
        return new Request(method, target, Map.of(), null, false);
    }

    /** The same with a body. */
    public Request with(Body content, String type) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", type);
        return new Request(method, target, all, content, upgrade);
    }

    /** The same with one more header. */
    public Request with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Request(method, target, all, body, upgrade);
    }

    /** The same, asking for a raw stream. */
    public Request upgraded() {
        return new Request(method, target, headers, body, true);
    }
}
