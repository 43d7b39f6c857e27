package dev.duru.access;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.web.Access;
import dev.duru.web.Cookie;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Tab;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Signing in and out, and the one-time link. */
final class SignInPages {
    private final Parts parts;
    private final Sheets sheets;

    SignInPages(Parts parts, Sheets sheets) {
        this.parts = parts;
        this.sheets = sheets;
    }

    void add(Router router) {
        router.page("/login", Access.OPEN, request -> login(request, "", ""))
                .form("/login", Access.OPEN, this::signIn)
                .form("/logout", Access.OPEN, this::signOut)
                .page("/setup/{token}", Access.OPEN, request -> setup(request, ""))
                .form("/setup/{token}", Access.OPEN, this::redeem);
    }

    private Reply login(Request request, String user, String problem) {
        String next = request.form("next").or(() -> request.query("next")).orElse("/");
        return Reply.page(
                sheets.page(
                        request,
                        Tab.NONE,
                        "login",
                        Map.of("next", local(next), "user", user, "problem", problem)));
    }

    private Reply signIn(Request request) {
        String user = request.form("user").orElse("").strip().toLowerCase(Locale.ROOT);
        String password = request.form("password").orElse("");
        return switch (parts.signIns().prove(user, password, request.remoteAddress())) {
            case SignIns.Proof.Right(Identity identity) ->
                    opened(identity.user(), request, local(request.form("next").orElse("/")));
            case SignIns.Proof.Wrong() ->
                    login(request, user, sheets.words(request).text("login.wrong")).withStatus(401);
            case SignIns.Proof.TooMany(long seconds) ->
                    login(
                                    request,
                                    user,
                                    sheets.words(request)
                                            .text("login.too-many", AccessStation.minutes(seconds)))
                            .withStatus(429)
                            .withHeader("Retry-After", String.valueOf(seconds));
        };
    }

    private Reply opened(String user, Request request, String next) {
        String cookie =
                parts.signIns()
                        .open(
                                user,
                                request.cookie(Cookie.SESSION).orElse(""),
                                request.remoteAddress(),
                                request.header("User-Agent").orElse(""));
        return Reply.redirect(next).withCookie(Cookie.session(cookie, SignIns.SESSION_AGE));
    }

    private Reply signOut(Request request) {
        request.cookie(Cookie.SESSION).ifPresent(parts.signIns()::close);
        return Reply.redirect("/login").withCookie(Cookie.expired(Cookie.SESSION));
    }

    private Reply setup(Request request, String problem) {
        String owner =
                parts.accounts()
                        .linkOwner(request.param("token"))
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        sheets.words(request).text("setup.void")));
        return Reply.page(
                        sheets.page(
                                request,
                                Tab.NONE,
                                "setup",
                                Map.of("user", owner, "problem", problem)))
                .withHeader("Referrer-Policy", "no-referrer")
                .withHeader("Cache-Control", "no-store");
    }

    private Reply redeem(Request request) {
        String token = request.param("token");
        String password = request.form("password").orElse("");
        String user = parts.accounts().linkOwner(token).orElse("");
        Optional<String> problem =
                Weaknesses.of(
                        sheets.words(request), user, password, request.form("again").orElse(""));
        if (!user.isEmpty() && problem.isPresent()) {
            return setup(request, problem.get()).withStatus(400);
        }
        return opened(parts.accounts().redeem(token, password), request, "/");
    }

    /** A path of this Duru, so that a link to the sign-in page leads nowhere else. */
    private static String local(String path) {
        boolean fine =
                path.startsWith("/")
                        && !path.startsWith("//")
                        && path.indexOf('\\') < 0
                        && path.chars().allMatch(c -> c > ' ' && c != 127);
        return fine && !path.startsWith("/login") ? path : "/";
    }
}
