package dev.duru.observe.logs.loki;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.query.Quantity;
import dev.duru.observe.logs.LogLine;
import dev.duru.web.Request;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalDouble;

/** The parameters of a request, in the query or in a posted form. */
final class Parameters {
    static final long SECOND = 1_000_000_000L;

    private final Request request;
    private final Instant now;

    Parameters(Request request, Instant now) {
        this.request = request;
        this.now = now;
    }

    Optional<String> one(String name) {
        Optional<String> query = request.query(name);
        return query.isPresent() || !request.method().equals("POST") ? query : request.form(name);
    }

    /** The query, which must be there. */
    String query() {
        return one("query")
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> ProblemException.user("the parameter query is missing"));
    }

    /** The query, which must select lines. */
    LogQl.Selection selection() {
        return LogQl.selection(query());
    }

    /** A moment in nanoseconds since 1970, given as such, in seconds, or as RFC 3339 has it. */
    long nanos(String name, Instant otherwise) {
        String text = one(name).orElse("");
        if (text.isEmpty()) {
            return LogLine.nanos(otherwise);
        }
        if (text.matches("[0-9]{1,10}(\\.[0-9]+)?")) {
            return (long) (Double.parseDouble(text) * 1e3) * 1_000_000L;
        }
        if (text.matches("[0-9]{11,18}|[1-8][0-9]{18}")) {
            return Long.parseLong(text);
        }
        try {
            return LogLine.nanos(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw ProblemException.user(
                    name + " '" + text + "' is neither nanoseconds since 1970 nor a time");
        }
    }

    long start() {
        return nanos("start", now.minusSeconds(3_600));
    }

    long end() {
        return nanos("end", now);
    }

    /** The pause between two points in nanoseconds. */
    long step() {
        String text = one("step").orElse("");
        if (text.isEmpty()) {
            return Math.max(SECOND, (end() - start()) / 250);
        }
        OptionalDouble seconds = Quantity.parse(text);
        if (seconds.isEmpty() || seconds.getAsDouble() < 0.001) {
            throw ProblemException.user("step '" + text + "' is not a time such as 30s");
        }
        return (long) (seconds.getAsDouble() * 1e9);
    }

    /** A whole number from 0. */
    int number(String name, int otherwise, int most) {
        String text = one(name).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw ProblemException.user(name + " '" + text + "' is not a number");
        }
        return Math.min(most, Integer.parseInt(text));
    }
}
