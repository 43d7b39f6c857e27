package dev.duru.access;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API of users, tokens and the audit log. */
final class AccountApi {
    private final Parts parts;
    private final AuditLog audit;

    AccountApi(Parts parts) {
        this.parts = parts;
        this.audit = new AuditLog(parts.ledger());
    }

    /** {@code user} may be left out; if it is there, it must be the link's. */
    record SetPassword(@Nullable String user, String password) {}

    /** Without a password the answer has a one-time link. */
    record NewUser(String user, @Nullable String password, boolean admin) {}

    record UserChange(@Nullable Boolean admin, @Nullable Boolean disabled) {}

    record PasswordChange(String current, String password) {}

    record NewToken(String name, @Nullable String scope, @Nullable Integer days) {}

    void add(Router router) {
        router.api("POST", "/setup/{token}", Access.OPEN, this::setup)
                .api("GET", "/user", Access.SIGNED_IN, this::me)
                .api("PUT", "/user/password", Access.SIGNED_IN, this::password)
                .api("GET", "/tokens", Access.SIGNED_IN, this::tokens)
                .api("POST", "/tokens", Access.SIGNED_IN, this::newToken)
                .api("DELETE", "/tokens/{token}", Access.SIGNED_IN, this::removeToken)
                .api("GET", "/users", Access.ADMIN, this::users)
                .api("POST", "/users", Access.ADMIN, this::newUser)
                .api("PATCH", "/users/{user}", Access.ADMIN, this::changeUser)
                .api("POST", "/users/{user}/link", Access.ADMIN, this::link)
                .api("GET", "/audit", Access.ADMIN, this::audit)
                .api("POST", "/secrets/rotate", Access.ADMIN, this::rotate);
    }

    private Reply setup(Request request) {
        SetPassword body = request.json(SetPassword.class);
        String token = request.param("token");
        String owner = parts.accounts().linkOwner(token).orElse("");
        if (body.user() != null && !owner.isEmpty() && !body.user().equals(owner)) {
            throw ProblemException.user("this link is for another user than " + body.user());
        }
        return Reply.json(
                Map.of("user", parts.accounts().redeem(token, text(body.password(), "password"))));
    }

    private Reply me(Request request) {
        Identity me = request.identity();
        return Reply.json(
                Map.of("user", me.user(), "admin", me.admin(), "readOnly", me.readOnly()));
    }

    private Reply password(Request request) {
        PasswordChange body = request.json(PasswordChange.class);
        String user = request.identity().user();
        switch (parts.signIns()
                .prove(user, text(body.current(), "current"), request.remoteAddress())) {
            case SignIns.Proof.Right(Identity proved) ->
                    parts.accounts()
                            .changePassword(proved.user(), text(body.password(), "password"), "");
            case SignIns.Proof.Wrong() ->
                    throw ProblemException.user("the present password is not right");
            case SignIns.Proof.TooMany(long seconds) ->
                    throw ProblemException.forbidden(
                            "too many wrong passwords; try again in "
                                    + AccessStation.minutes(seconds)
                                    + " min");
        }
        return Reply.noContent();
    }

    private Reply tokens(Request request) {
        return Reply.json(
                parts.tokens().list(request.identity().user()).stream()
                        .map(AccountApi::describe)
                        .toList());
    }

    private Reply newToken(Request request) {
        NewToken body = request.json(NewToken.class);
        Token.Scope scope =
                switch (body.scope() == null ? "write" : body.scope()) {
                    case "read" -> Token.Scope.READ;
                    case "write" -> Token.Scope.WRITE;
                    default -> throw ProblemException.user("a token's scope is read or write");
                };
        Tokens.Issued issued =
                parts.tokens()
                        .create(
                                request.identity(),
                                text(body.name(), "name"),
                                scope,
                                body.days() == null ? 90 : body.days());
        Map<String, Object> answer = describe(issued.token());
        answer.put("token", issued.secret());
        return Reply.created("/api/v1/tokens/" + issued.token().id(), answer)
                .withHeader("Cache-Control", "no-store");
    }

    private Reply removeToken(Request request) {
        parts.tokens().remove(request.identity(), request.number("token"));
        return Reply.noContent();
    }

    private Reply users(Request request) {
        return Reply.json(parts.accounts().list().stream().map(AccountApi::describe).toList());
    }

    private Reply newUser(Request request) {
        NewUser body = request.json(NewUser.class);
        String name = text(body.user(), "user");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("user", name);
        answer.put("admin", body.admin());
        if (body.password() == null) {
            String token = parts.accounts().create(request.identity(), name, body.admin());
            answer.put("link", request.origin() + "/setup/" + token);
        } else {
            parts.accounts().create(request.identity(), name, body.admin(), body.password());
        }
        return Reply.created("/api/v1/users/" + name, answer)
                .withHeader("Cache-Control", "no-store");
    }

    private Reply changeUser(Request request) {
        UserChange body = request.json(UserChange.class);
        String name = request.param("user");
        if (body.admin() != null) {
            parts.accounts().makeAdmin(request.identity(), name, body.admin());
        }
        if (body.disabled() != null) {
            parts.accounts().disable(request.identity(), name, body.disabled());
        }
        return parts.accounts()
                .find(name)
                .map(account -> Reply.json(describe(account)))
                .orElseThrow(() -> ProblemException.notFound("there is no user " + name));
    }

    private Reply link(Request request) {
        String token = parts.accounts().newLink(request.identity(), request.param("user"));
        return Reply.json(Map.of("link", request.origin() + "/setup/" + token))
                .withHeader("Cache-Control", "no-store");
    }

    private Reply audit(Request request) {
        AuditLog.Found found = audit.read(AdminPages.filter(request), AdminPages.before(request));
        List<Map<String, Object>> lines = found.lines().stream().map(AccountApi::describe).toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("facts", lines);
        answer.put("next", found.next());
        return Reply.json(answer);
    }

    private Reply rotate(Request request) {
        parts.secrets().rotate(request.identity());
        return Reply.noContent();
    }

    private static Map<String, Object> describe(Account account) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user", account.name());
        fields.put("admin", account.admin());
        fields.put("disabled", account.disabled());
        fields.put("hasPassword", account.hasPassword());
        fields.put("createdAt", account.createdAt());
        return fields;
    }

    private static Map<String, Object> describe(Token token) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", token.id());
        fields.put("name", token.name());
        fields.put("scope", token.scope().name().toLowerCase(Locale.ROOT));
        fields.put("createdAt", token.createdAt());
        if (token.expiresAt() != null) {
            fields.put("expiresAt", token.expiresAt());
        }
        if (token.usedAt() != null) {
            fields.put("usedAt", token.usedAt());
        }
        return fields;
    }

    private static Map<String, Object> describe(AuditLine line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sequence", line.sequence());
        fields.put("at", line.at());
        fields.put("kind", line.kind());
        fields.put("project", line.project());
        fields.put("by", line.by());
        fields.put("detail", line.detail());
        return fields;
    }

    /** JSON knows no required fields; here they are required. */
    static String text(@Nullable String value, String field) {
        if (value == null || value.isEmpty()) {
            throw ProblemException.user("the field '" + field + "' is missing; fill it in");
        }
        return value;
    }
}
