package dev.duru.dialects.plan;

import java.util.Map;

/**
 * What the job's token may do.
 *
 * @param scopes scope to {@code read}, {@code write} or {@code none}; the scope {@code *} stands
 *     for all; empty means the default of the server
 */
public record Permissions(Map<String, String> scopes) {
    public static final Permissions DEFAULT = new Permissions(Map.of());

    public Permissions {
        scopes = Map.copyOf(scopes);
    }
}
