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

/** What users set for themselves: password, tokens, sessions, language. */
final class ProfilePages {
    private final Parts parts;
    private final Sheets sheets;

    ProfilePages(Parts parts, Sheets sheets) {
        this.parts = parts;
        this.sheets = sheets;
    }

    void add(Router router) {
        router.page("/settings", Access.SIGNED_IN, request -> profile(request, "", "", ""))
                .form("/settings/password", Access.SIGNED_IN, this::password)
                .form("/settings/tokens", Access.SIGNED_IN, this::token)
                .form("/settings/tokens/{token}/remove", Access.SIGNED_IN, this::removeToken)
                .form("/settings/sessions/end", Access.SIGNED_IN, this::endSessions);
    }

    private Reply profile(Request request, String secret, String problem, String notice) {
        String user = request.identity().user();
        return Reply.page(
                sheets.page(
                        request,
                        Tab.NONE,
                        "profile",
                        Map.of(
                                "user", user,
                                "tokens", parts.tokens().list(user),
                                "sessions", parts.signIns().sessions(user, cookie(request)),
                                "secret", secret,
                                "problem", problem,
                                "notice", notice)));
    }

    private Reply password(Request request) {
        String user = request.identity().user();
        String password = request.form("password").orElse("");
        Optional<String> problem =
                Weaknesses.of(
                        sheets.words(request), user, password, request.form("again").orElse(""));
        if (problem.isEmpty()) {
            problem =
                    switch (parts.signIns()
                            .prove(
                                    user,
                                    request.form("current").orElse(""),
                                    request.remoteAddress())) {
                        case SignIns.Proof.Right(Identity proved) -> Optional.empty();
                        case SignIns.Proof.Wrong() ->
                                Optional.of(sheets.words(request).text("password.wrong"));
                        case SignIns.Proof.TooMany(long seconds) ->
                                Optional.of(
                                        sheets.words(request)
                                                .text(
                                                        "login.too-many",
                                                        AccessStation.minutes(seconds)));
                    };
        }
        if (problem.isPresent()) {
            return profile(request, "", problem.get(), "").withStatus(400);
        }
        parts.accounts().changePassword(user, password, cookie(request));
        return profile(request, "", "", sheets.words(request).text("password.changed"));
    }

    private Reply token(Request request) {
        Token.Scope scope =
                request.form("scope").orElse("read").equals("write")
                        ? Token.Scope.WRITE
                        : Token.Scope.READ;
        String days = request.form("days").orElse("90");
        if (!days.matches("[0-9]{1,4}")) {
            throw ProblemException.user("'" + days + "' is not a number of days");
        }
        Tokens.Issued issued =
                parts.tokens()
                        .create(
                                request.identity(),
                                request.required("name"),
                                scope,
                                Integer.parseInt(days));
        return profile(request, issued.secret(), "", "").withHeader("Cache-Control", "no-store");
    }

    private Reply removeToken(Request request) {
        parts.tokens().remove(request.identity(), request.number("token"));
        return Reply.redirect("/settings");
    }

    private Reply endSessions(Request request) {
        parts.signIns().closeAll(request.identity().user());
        return Reply.redirect("/login").withCookie(Cookie.expired(Cookie.SESSION));
    }

    private static String cookie(Request request) {
        return request.cookie(Cookie.SESSION).orElse("");
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
