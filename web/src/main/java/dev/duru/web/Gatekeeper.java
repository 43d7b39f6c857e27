package dev.duru.web;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Decides before a handler runs who is asking and whether they may. */
final class Gatekeeper {
    private final WebConfig config;
    private final Authenticator authenticator;
    private final Authority authority;
    private final SecureRandom random = new SecureRandom();

    /** How somebody proved who they are. */
    enum By {
        NOTHING,
        SESSION,
        HEADER
    }

    record Credentials(Identity identity, By by) {}

    Gatekeeper(WebConfig config, Authenticator authenticator, Authority authority) {
        this.config = config;
        this.authenticator = authenticator;
        this.authority = authority;
    }

    WebConfig config() {
        return config;
    }

    String random() {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    Optional<Role> role(Identity identity, ProjectName project) {
        return authority.role(identity, project);
    }

    /** Credentials that are sent and wrong are an error, even where none are needed. */
    Credentials identify(Request request) {
        // GitLab's clients have a header of their own for tokens.
        Optional<String> header =
                request.header("Authorization")
                        .or(() -> request.header("PRIVATE-TOKEN").map(token -> "Bearer " + token));
        if (header.isPresent()) {
            return new Credentials(byHeader(header.get().strip(), request), By.HEADER);
        }
        return request.cookie(Cookie.SESSION)
                .flatMap(authenticator::bySession)
                .map(identity -> new Credentials(identity, By.SESSION))
                .orElse(new Credentials(Identity.ANONYMOUS, By.NOTHING));
    }

    private Identity byHeader(String header, Request request) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        String value = space < 0 ? "" : header.substring(space + 1).strip();
        // GitHub's older clients write `token`.
        if (scheme.equalsIgnoreCase("Bearer") || scheme.equalsIgnoreCase("token")) {
            return authenticator
                    .byToken(value)
                    .orElseThrow(() ->
                            ProblemException.unauthenticated(
                                    "the token is not valid, or no longer; make a new one in your settings"));
        }
        if (scheme.equalsIgnoreCase("Basic")) {
            return byBasic(value, request);
        }
        throw ProblemException.unauthenticated(
                "Authorization must be 'Bearer TOKEN' or Basic with user and password or token");
    }

    private Identity byBasic(String value, Request request) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ProblemException.unauthenticated("the Basic credentials are not base64");
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw ProblemException.unauthenticated("Basic credentials are user:password");
        }
        String user = pair.substring(0, colon);
        String password = pair.substring(colon + 1);
        if (pair.equals(":")) {
            // What clients of container registries send when they have been told no credentials.
            return Identity.ANONYMOUS;
        }
        return authenticator
                .byPassword(user, password, request.remoteAddress())
                .orElseThrow(() ->
                        ProblemException.unauthenticated(
                                "user and password, or token, do not fit"));
    }

    /** Returns when the request may go on. */
    void check(Router.Route route, Request request) {
        if (route.kind() == Router.Kind.RAW) {
            // A protocol of its own tells even wrong credentials in its own words.
            return;
        }
        switch (route.access()) {
            case Access.Everybody.OPEN -> {}
            case Access.Everybody.SIGNED_IN -> signedIn(request);
            case Access.Everybody.ADMIN -> {
                signedIn(request);
                if (!request.identity().admin()) {
                    throw ProblemException.forbidden("only administrators may do this");
                }
            }
            case Access.OfProject(Role role) -> inProject(role, request);
        }
        boolean ofForm = route.kind() == Router.Kind.FORM;
        boolean changing = !request.method().equals("GET") && !request.method().equals("HEAD");
        if (changing && route.kind() != Router.Kind.RAW && request.identity().readOnly()) {
            throw ProblemException.forbidden(
                    "this token only reads; use one that may write, or sign in");
        }
        boolean bySession = request.visitor().credentials().by() != By.HEADER;
        if (ofForm && bySession || route.kind() == Router.Kind.API && changing && bySession) {
            checkToken(ofForm, request);
        }
    }

    private static void signedIn(Request request) {
        if (request.identity().anonymous()) {
            throw ProblemException.unauthenticated("sign in to do this");
        }
    }

    private static void inProject(Role needed, Request request) {
        Optional<Role> role = request.role();
        if (role.isEmpty()) {
            // Whoever is not signed in learns only that they should sign in, for all names alike.
            signedIn(request);
            throw ProblemException.notFound("there is no project " + request.project());
        }
        if (!role.get().includes(needed)) {
            signedIn(request);
            throw ProblemException.forbidden(
                    "this needs the role "
                            + lower(needed)
                            + " in "
                            + request.project()
                            + "; yours is "
                            + lower(role.get()));
        }
    }

    private static void checkToken(boolean ofForm, Request request) {
        if (!ofForm && request.identity().anonymous()) {
            return;
        }
        String token =
                request.header("X-CSRF")
                        .or(() -> ofForm ? request.form("csrf") : Optional.empty())
                        .orElse("");
        if (!request.visitor().csrfMatches(token)) {
            throw ProblemException.forbidden(
                    ofForm
                            ? "this form is out of date; go back, reload the page and send it again"
                            : "a call with the session's cookie needs the header X-CSRF; use a token instead");
        }
    }

    private static String lower(Role role) {
        return role.name().toLowerCase(java.util.Locale.ROOT);
    }
}
