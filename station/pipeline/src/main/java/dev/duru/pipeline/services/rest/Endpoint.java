package dev.duru.pipeline.services.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call that is offered.
 *
 * @param path such as {@code /repos/{owner}/{repo}/issues/{number}}; a last {@code {name...}} takes
 *     the rest
 * @param need the permission, checked when the path names a repository
 */
record Endpoint(String method, String path, Caller.Need need, Handler handler) {

    /** Answers a call. */
    @FunctionalInterface
    interface Handler {
        Answer handle(Call call);
    }

    /** The path's variables when a path's decoded parts fit. */
    Optional<Map<String, String>> match(List<String> parts) {
        List<String> own = List.of(path.substring(1).split("/", -1));
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
}
