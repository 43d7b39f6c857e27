package dev.duru.pipeline.services.http;

import dev.duru.web.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** The token that a request carries, in any of the forms that GitHub's clients send. */
public final class Credential {
    private Credential() {}

    /**
     * The token behind {@code Authorization: Bearer}, {@code token}, or Basic, where it is the
     * password; empty without one.
     */
    public static Optional<String> of(Request request) {
        String header = request.header("Authorization").orElse("").strip();
        int space = header.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        String value = header.substring(space + 1).strip();
        return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer", "token" -> Optional.of(value);
            case "basic" -> password(value);
            default -> Optional.empty();
        };
    }

    private static Optional<String> password(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
