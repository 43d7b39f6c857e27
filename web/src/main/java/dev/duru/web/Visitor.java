package dev.duru.web;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is behind a request, worked out when first asked for. */
final class Visitor {
    /** Marks a visitor who is not signed in, so that even the sign-in form has a CSRF token. */
    static final String VISIT = "duru_visit";

    private final Request request;
    private final Gatekeeper gatekeeper;
    private final Map<ProjectName, Optional<Role>> roles = new HashMap<>();
    private Gatekeeper.@Nullable Credentials credentials;
    private @Nullable String newVisit;

    Visitor(Request request, Gatekeeper gatekeeper) {
        this.request = request;
        this.gatekeeper = gatekeeper;
    }

    Gatekeeper.Credentials credentials() {
        if (credentials == null) {
            credentials = gatekeeper.identify(request);
        }
        return credentials;
    }

    Identity identity() {
        return credentials().identity();
    }

    Optional<Role> role(ProjectName project) {
        return roles.computeIfAbsent(project, name -> gatekeeper.role(identity(), name));
    }

    /** Derived from the session, so that it survives a restart and needs no store. */
    String csrf() {
        String base =
                request.cookie(Cookie.SESSION)
                        .filter(any -> !identity().anonymous())
                        .or(() -> request.cookie(VISIT))
                        .orElseGet(this::visit);
        return hash("csrf " + base);
    }

    private String visit() {
        if (newVisit == null) {
            newVisit = gatekeeper.random();
        }
        return newVisit;
    }

    /** The cookie to set when {@link #csrf} made a new visit. */
    Optional<Cookie> visitCookie() {
        return newVisit == null
                ? Optional.empty()
                : Optional.of(new Cookie(VISIT, newVisit, null, true));
    }

    boolean csrfMatches(String token) {
        return MessageDigest.isEqual(
                csrf().getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    String remoteAddress(String peer) {
        if (gatekeeper.config().behindProxy()) {
            String forwarded = request.header("X-Forwarded-For").orElse("");
            String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
            return last.isEmpty() ? peer : last;
        }
        return peer;
    }

    String origin(String host) {
        String external = gatekeeper.config().url();
        return external.isEmpty() ? "http://" + host : external;
    }

    static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
