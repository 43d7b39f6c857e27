package dev.duru.observe.alerts;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import java.time.Instant;
import java.util.List;

/**
 * For a time nobody is told of alerts that fulfil all matchers.
 *
 * @param id a UUID
 * @param updatedAt when it was made or changed last
 */
public record Silence(
        String id,
        List<Matcher> matchers,
        Instant startsAt,
        Instant endsAt,
        String createdBy,
        String comment,
        Instant updatedAt) {
    /** Where it stands. */
    public enum State {
        PENDING,
        ACTIVE,
        EXPIRED
    }

    /** Where it stands at a time. */
    public State at(Instant now) {
        if (!endsAt.isAfter(now)) {
            return State.EXPIRED;
        }
        return startsAt.isAfter(now) ? State.PENDING : State.ACTIVE;
    }

    boolean silences(Labels labels, Instant now) {
        return at(now) == State.ACTIVE && Matchers.fit(matchers, labels);
    }

    Silence ending(Instant at) {
        return new Silence(
                id, matchers, startsAt.isAfter(at) ? at : startsAt, at, createdBy, comment, at);
    }
}
