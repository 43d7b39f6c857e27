package dev.duru.access;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Passwords proved, and the sessions that come of it. */
final class SignIns {
    /** How long a session lives after it was last used. */
    static final Duration SESSION_AGE = Duration.ofDays(30);

    private static final Duration TOUCH = Duration.ofMinutes(10);
    private static final int AGENT_LENGTH = 160;

    private final Ground ground;
    private final Accounts accounts;
    private final PasswordHash hashes;
    private final AttemptLimit limit;
    private final ProvedCredentials proved;

    SignIns(Ground ground, Accounts accounts, PasswordHash hashes) {
        this.ground = ground;
        this.accounts = accounts;
        this.hashes = hashes;
        this.limit = new AttemptLimit(ground);
        this.proved = new ProvedCredentials(ground.random());
    }

    /** What became of an attempt to prove a password. */
    sealed interface Proof {
        record Right(Identity identity) implements Proof {}

        /** Unknown user, disabled user, wrong password: the same to whoever asks. */
        record Wrong() implements Proof {}

        record TooMany(long seconds) implements Proof {}
    }

    /** Proves a password, and counts the attempt unless it is right. */
    Proof prove(String user, String password, String address) {
        Optional<String> kept = accounts.passwordOf(user);
        if (kept.isPresent() && proved.knows(user, password, kept.get(), ground.now())) {
            return right(user);
        }
        OptionalLong wait = limit.take(user, address);
        if (wait.isPresent()) {
            return new Proof.TooMany(wait.getAsLong());
        }
        boolean fits =
                password.length() <= PasswordRules.LONGEST
                        && hashes.matches(password, kept.orElse(hashes.nobody()))
                        && kept.isPresent();
        if (!fits) {
            ground.database()
                    .update(tx ->
                            tx.append(
                                    new Fact.AccessChanged(
                                            kept.isPresent() ? user : "",
                                            "sign-in.failed",
                                            kept.isPresent() ? user : "",
                                            "from " + address)));
            return new Proof.Wrong();
        }
        limit.succeeded(user, address);
        proved.remember(user, password, kept.orElseThrow(), ground.now());
        return right(user);
    }

    /**
     * Opens a session for somebody proved. It always has a new cookie, and the one that the browser
     * came with is ended, so that nobody can be given a session that somebody else knows.
     */
    String open(String user, String oldCookie, String address, String agent) {
        String cookie = RandomToken.fresh(ground.random());
        ground.database()
                .update(tx -> {
                    long now = tx.now().toEpochMilli();
                    tx.sql().execute("delete from user_session where expires_at <= ?", now);
                    tx.sql()
                            .execute(
                                    "delete from user_session where hash = ?",
                                    RandomToken.hash(oldCookie));
                    tx.sql()
                            .execute(
                                    """
                                    insert into user_session
                                    (hash, user_name, created_at, seen_at, expires_at, address, agent)
                                    values (?, ?, ?, ?, ?, ?, ?)
                                    """,
                                    RandomToken.hash(cookie),
                                    user,
                                    now,
                                    now,
                                    now + SESSION_AGE.toMillis(),
                                    address,
                                    agent.substring(0, Math.min(agent.length(), AGENT_LENGTH)));
                    tx.append(new Fact.AccessChanged(user, "signed-in", user, "from " + address));
                });
        return cookie;
    }

    /** Who a cookie stands for; using it prolongs the session. */
    Optional<Identity> bySession(String cookie) {
        record Found(String user, long seenAt) {}
        String hash = RandomToken.hash(cookie);
        long now = ground.now();
        Optional<Found> found =
                ground.database()
                        .read(sql ->
                                sql.createQuery(
                                                """
                                                select user_name, seen_at from user_session
                                                where hash = :hash and expires_at > :now
                                                """)
                                        .bind("hash", hash)
                                        .bind("now", now)
                                        .map((rs, ctx) ->
                                                new Found(
                                                        rs.getString("user_name"),
                                                        rs.getLong("seen_at")))
                                        .findOne());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (now - found.get().seenAt() > TOUCH.toMillis()) {
            ground.database()
                    .update(tx ->
                            tx.sql()
                                    .execute(
                                            "update user_session set seen_at = ?, expires_at = ? where hash = ?",
                                            now,
                                            now + SESSION_AGE.toMillis(),
                                            hash));
        }
        return ground.database().read(sql -> Accounts.identity(sql, found.get().user()));
    }

    void close(String cookie) {
        ground.database()
                .update(tx ->
                        tx.sql()
                                .execute(
                                        "delete from user_session where hash = ?",
                                        RandomToken.hash(cookie)));
    }

    /** Ends all sessions of a user. */
    void closeAll(String user) {
        ground.database()
                .update(tx -> {
                    tx.sql().execute("delete from user_session where user_name = ?", user);
                    tx.append(new Fact.AccessChanged(user, "signed-out.everywhere", user, ""));
                });
    }

    /** A user's sessions, the last used first. */
    List<Session> sessions(String user, String cookie) {
        String current = RandomToken.hash(cookie);
        return ground.database()
                .read(sql ->
                        sql.createQuery(
                                        """
                                        select hash, created_at, seen_at, address, agent from user_session
                                        where user_name = :user and expires_at > :now order by seen_at desc
                                        """)
                                .bind("user", user)
                                .bind("now", ground.now())
                                .map((rs, ctx) ->
                                        new Session(
                                                Ground.time(rs.getLong("created_at")),
                                                Ground.time(rs.getLong("seen_at")),
                                                rs.getString("address"),
                                                rs.getString("agent"),
                                                rs.getString("hash").equals(current)))
                                .list());
    }

    private Proof right(String user) {
        return ground.database()
                .read(sql -> Accounts.identity(sql, user))
                .<Proof>map(Proof.Right::new)
                .orElseGet(Proof.Wrong::new);
    }
}
