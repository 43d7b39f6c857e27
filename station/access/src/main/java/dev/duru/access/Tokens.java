package dev.duru.access;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Personal access tokens, for programs: {@code duru_} and 256 random bits. */
final class Tokens {
    /** By which scanners for leaked secrets, and people, know a token. */
    static final String PREFIX = "duru_";

    private static final int MOST = 100;
    private static final int NAME_LENGTH = 100;
    private static final Duration TOUCH = Duration.ofMinutes(1);

    private final Ground ground;

    Tokens(Ground ground) {
        this.ground = ground;
    }

    /** A token that has just been made; the secret is seen here and never again. */
    record Issued(Token token, String secret) {}

    /**
     * Makes a token.
     *
     * @param days how long it is valid, in days; 0 for ever
     */
    Issued create(Identity by, String name, Token.Scope scope, int days) {
        if (by.readOnly()) {
            throw ProblemException.forbidden("a token of the scope read makes no tokens");
        }
        if (name.isBlank() || name.length() > NAME_LENGTH) {
            throw ProblemException.user(
                    "a token needs a name of 1 to " + NAME_LENGTH + " characters");
        }
        if (days < 0 || days > 3650) {
            throw ProblemException.user("a token is valid for 1 to 3650 days, or 0 for ever");
        }
        String secret = PREFIX + RandomToken.fresh(ground.random());
        return ground.database()
                .write(tx -> {
                    long id = tx.next("access", "token");
                    @Nullable Instant expires =
                            days == 0 ? null : tx.now().plus(Duration.ofDays(days));
                    if (list(by.user()).size() >= MOST) {
                        throw ProblemException.conflict(
                                "there are already " + MOST + " tokens; remove some first");
                    }
                    tx.sql()
                            .createUpdate(
                                    """
                                    insert into user_token
                                    (id, hash, user_name, name, scope, created_at, expires_at)
                                    values (:id, :hash, :user, :name, :scope, :now, :expires)
                                    """)
                            .bind("id", id)
                            .bind("hash", RandomToken.hash(secret))
                            .bind("user", by.user())
                            .bind("name", name)
                            .bind("scope", scope.name().toLowerCase(Locale.ROOT))
                            .bind("now", tx.now().toEpochMilli())
                            .bind("expires", expires == null ? null : (Long) expires.toEpochMilli())
                            .execute();
                    tx.append(
                            new Fact.AccessChanged(
                                    by.user(),
                                    "token.created",
                                    by.user(),
                                    name + " (" + scope.name().toLowerCase(Locale.ROOT) + ")"));
                    return new Issued(new Token(id, name, scope, tx.now(), expires, null), secret);
                });
    }

    List<Token> list(String user) {
        return ground.database()
                .read(sql ->
                        sql.createQuery(
                                        """
                                        select id, name, scope, created_at, expires_at, used_at
                                        from user_token where user_name = :user order by id desc
                                        """)
                                .bind("user", user)
                                .map((rs, ctx) -> token(rs))
                                .list());
    }

    void remove(Identity by, long id) {
        ground.database()
                .update(tx -> {
                    int gone =
                            tx.sql()
                                    .execute(
                                            "delete from user_token where id = ? and user_name = ?",
                                            id,
                                            by.user());
                    if (gone == 0) {
                        throw ProblemException.notFound("you have no token " + id);
                    }
                    tx.append(
                            new Fact.AccessChanged(
                                    by.user(), "token.removed", by.user(), "number " + id));
                });
    }

    /** Who a token stands for. */
    Optional<Identity> byToken(String secret) {
        record Found(long id, String user, boolean readOnly, long usedAt) {}
        if (!secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        long now = ground.now();
        Optional<Found> found =
                ground.database()
                        .read(sql ->
                                sql.createQuery(
                                                """
                                                select id, user_name, scope, used_at from user_token
                                                where hash = :hash
                                                and (expires_at is null or expires_at > :now)
                                                """)
                                        .bind("hash", RandomToken.hash(secret))
                                        .bind("now", now)
                                        .map((rs, ctx) ->
                                                new Found(
                                                        rs.getLong("id"),
                                                        rs.getString("user_name"),
                                                        rs.getString("scope").equals("read"),
                                                        rs.getLong("used_at")))
                                        .findOne());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Found token = found.get();
        if (now - token.usedAt() > TOUCH.toMillis()) {
            ground.database()
                    .update(tx ->
                            tx.sql()
                                    .execute(
                                            "update user_token set used_at = ? where id = ?",
                                            now,
                                            token.id()));
        }
        return ground.database()
                .read(sql -> Accounts.identity(sql, token.user()))
                .map(user -> new Identity(user.user(), user.admin(), token.readOnly()));
    }

    private static Token token(ResultSet rs) throws SQLException {
        return new Token(
                rs.getLong("id"),
                rs.getString("name"),
                Token.Scope.valueOf(rs.getString("scope").toUpperCase(Locale.ROOT)),
                Ground.time(rs.getLong("created_at")),
                time(rs, "expires_at"),
                time(rs, "used_at"));
    }

    private static @Nullable Instant time(ResultSet rs, String column) throws SQLException {
        long millis = rs.getLong(column);
        return rs.wasNull() ? null : Ground.time(millis);
    }
}
