package dev.duru.logs.store;

import dev.duru.logs.LogEntry;
import dev.duru.logs.query.LogExpr;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which lines are wanted.
 *
 * @param fromNanos said at this moment or later
 * @param toNanos said before this moment
 * @param newestFirst the order, by time and then by number
 * @param after lines behind this place in the order; null from its begin
 * @param limit at most so many
 * @param longest how long may be searched
 */
public record Search(
        LogExpr expr,
        long fromNanos,
        long toNanos,
        boolean newestFirst,
        @Nullable Cursor after,
        int limit,
        Duration longest) {
    private static final int MOST = 10_000;

    /** Keeps the limit within 1 to 10,000. */
    public Search {
        limit = Math.clamp(limit, 1, MOST);
    }

    /** The newest lines of all time that are so. */
    public static Search newest(LogExpr expr, int limit) {
        return new Search(expr, 0, Long.MAX_VALUE, true, null, limit, Duration.ofSeconds(10));
    }

    /** The place of a line in the order. */
    public record Cursor(long nanos, long id) {
        /** The place of this line. */
        public static Cursor of(LogEntry entry) {
            return new Cursor(entry.nanos(), entry.id());
        }
    }
}
