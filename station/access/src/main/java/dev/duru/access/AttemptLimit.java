package dev.duru.access;

import java.time.Duration;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * Limits guessing: so many attempts at a user, and so many from an address, within a quarter of an
 * hour. Counted in the database, so a restart forgets nothing, and before the password is looked
 * at, so that guesses made at the same time count too.
 */
final class AttemptLimit {
    static final int BY_USER = 10;
    static final int BY_ADDRESS = 40;
    static final Duration WINDOW = Duration.ofMinutes(15);

    private final Ground ground;

    AttemptLimit(Ground ground) {
        this.ground = ground;
    }

    /** Counts an attempt. Gives the seconds to wait when there were too many. */
    OptionalLong take(String user, String address) {
        return ground.database()
                .write(tx -> {
                    long now = tx.now().toEpochMilli();
                    tx.sql()
                            .execute(
                                    "delete from sign_in_attempt where since <= ?",
                                    now - WINDOW.toMillis());
                    long wait =
                            Math.max(
                                    count(tx.sql(), "user " + user, BY_USER, now),
                                    count(tx.sql(), "address " + address, BY_ADDRESS, now));
                    return wait > 0 ? OptionalLong.of(wait) : OptionalLong.empty();
                });
    }

    /** An attempt was right: it does not count, and neither do the ones before it at this user. */
    void succeeded(String user, String address) {
        ground.database()
                .update(tx -> {
                    tx.sql()
                            .execute(
                                    "delete from sign_in_attempt where subject = ?",
                                    "user " + user);
                    tx.sql()
                            .execute(
                                    "update sign_in_attempt set attempts = attempts - 1 where subject = ?",
                                    "address " + address);
                });
    }

    /** Seconds to wait; 0 when this attempt is still allowed. */
    private static long count(Handle sql, String subject, int most, long now) {
        return sql.createQuery(
                        """
                        insert into sign_in_attempt (subject, attempts, since)
                        values (:subject, 1, :now)
                        on conflict (subject) do update
                        set attempts = sign_in_attempt.attempts + 1
                        returning attempts, since
                        """)
                .bind("subject", subject)
                .bind("now", now)
                .map((rs, ctx) -> {
                    long left = rs.getLong("since") + WINDOW.toMillis() - now;
                    return rs.getInt("attempts") > most ? Math.max(1, left / 1000) : 0;
                })
                .one();
    }
}
