package dev.duru.pipeline.services.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The path of a call, such as {@code /repos/{owner}/{repo}/issues/{number}}; a last {@code
 * {name...}} takes the rest.
 */
public record PathTemplate(String text) {

    /** The path's variables when a path's decoded parts fit. */
    public Optional<Map<String, String>> match(List<String> parts) {
        List<String> own = List.of(text.substring(1).split("/", -1));
        Map<String, String> params = new LinkedHashMap<>();
        for (int i = 0; i < own.size(); i++) {
            String part = own.get(i);
            if (part.endsWith("...}")) {
                params.put(
                        part.substring(1, part.length() - 4),
                        i >= parts.size() ? "" : String.join("/", parts.subList(i, parts.size())));
                return Optional.of(params);
            }
            if (i >= parts.size()) {
                return Optional.empty();
            }
            if (part.startsWith("{")) {
                params.put(part.substring(1, part.length() - 1), parts.get(i));
            } else if (!part.equals(parts.get(i))) {
                return Optional.empty();
            }
        }
        return own.size() == parts.size() ? Optional.of(params) : Optional.empty();
    }

    /**
     * The decoded parts of a path.
     *
     * @throws IllegalArgumentException when it is badly encoded
     */
    public static List<String> parts(String rawPath) {
        List<String> parts = new ArrayList<>();
        String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
        for (String part : path.split("/", -1)) {
            parts.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        if (parts.size() > 1 && parts.getLast().isEmpty()) {
            parts.removeLast();
        }
        return parts;
    }
}
