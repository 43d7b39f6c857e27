package dev.duru.containers;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How to sign in to a registry.
 *
 * @param server such as {@code ghcr.io}
 */
public record RegistryAuth(String server, String username, String password) {
    /** The value of the header {@code X-Registry-Auth}. */
    String header() {
        String json =
                Api.object()
                        .put("username", username)
                        .put("password", password)
                        .put("serveraddress", server)
                        .toString();
        return Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Does not show the password. */
    @Override
    public String toString() {
        return username + " at " + server;
    }
}
