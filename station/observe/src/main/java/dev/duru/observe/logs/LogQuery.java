package dev.duru.observe.logs;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.LogsException;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.query.QueryParser;
import dev.duru.logs.query.Regex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a project are wanted.
 *
 * @param environment empty for all
 * @param release 0 for all
 * @param text a search (docs/observe.md); empty for all
 * @param regex whether text is a regular expression, whatever the case
 * @param from first time, or null
 * @param to last time, or null
 * @param beforeId lines older than this one only; {@link Long#MAX_VALUE} for the newest
 * @param limit at most so many
 */
public record LogQuery(
        String environment,
        long release,
        String text,
        boolean regex,
        @Nullable Instant from,
        @Nullable Instant to,
        long beforeId,
        int limit) {
    private static final int MOST = 5_000;

    /** Keeps the limit within 1 to 5,000. */
    public LogQuery {
        limit = Math.clamp(limit, 1, MOST);
    }

    /** The newest lines of an environment. */
    public static LogQuery newest(String environment, int limit) {
        return new LogQuery(environment, 0, "", false, null, null, Long.MAX_VALUE, limit);
    }

    /**
     * What a line must be like, but for the time.
     *
     * @throws ProblemException USER with the place of what is wrong in the text
     */
    public LogExpr expr() {
        List<LogExpr> all = new ArrayList<>();
        if (!environment.isEmpty()) {
            all.add(new LogExpr.FieldIs("environment", environment));
        }
        if (release > 0) {
            all.add(new LogExpr.FieldIs("release", Long.toString(release)));
        }
        all.add(searched());
        return LogExpr.all(all);
    }

    /** What is searched for, for marking it. */
    LogExpr searched() {
        try {
            return regex && !text.isEmpty()
                    ? new LogExpr.Matches(Regex.compile(text, true, "the search"))
                    : QueryParser.parse(text);
        } catch (LogsException e) {
            throw LogProblems.of(e);
        }
    }

    long fromNanos() {
        return from == null ? 0 : LogLine.nanos(from);
    }

    /** The first moment that is too late. */
    long toNanos() {
        return to == null ? Long.MAX_VALUE : LogLine.nanos(to) + 1;
    }
}
