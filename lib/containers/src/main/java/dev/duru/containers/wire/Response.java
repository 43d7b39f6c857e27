package dev.duru.containers.wire;

import java.io.InputStream;
import java.util.Map;

/**
 * The head of a response, and its body to read.
 *
 * @param headers by their names in lower case
 * @param body without any transfer coding; after an upgrade, everything that the other side sends
 */
public record Response(int status, Map<String, String> headers, InputStream body) {
    /** A header by its name in any case, or {@code ""}. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }

    /** Whether the engine did what was asked. */
    public boolean good() {
        return status == 101 || status >= 200 && status < 300 || status == 304;
    }
}
