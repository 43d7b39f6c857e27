package dev.duru.observe.rules;

import dev.duru.tsdb.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of one rule over time. Pure: it is told what holds at which time.
 *
 * <p>An alert is pending when its expression begins to hold; firing when it held for the rule's
 * {@code for}; inactive when it held no more and {@code keep_firing_for} has passed. A pending
 * alert that holds no more is forgotten, an inactive one after 15 minutes.
 */
public final class AlertingState {
    private static final long RESOLVED_MILLIS = Duration.ofMinutes(15).toMillis();

    private final long pendingMillis;
    private final long keepMillis;
    private final Map<Labels, Active> active = new LinkedHashMap<>();

    AlertingState(Rule.Alerting rule) {
        this.pendingMillis = rule.pending().toMillis();
        this.keepMillis = rule.keepFiring().toMillis();
    }

    /** Where an alert stands. */
    public enum State {
        PENDING,
        FIRING,
        INACTIVE
    }

    /** What holds now. */
    record Found(Labels labels, Map<String, String> annotations, double value) {}

    /**
     * An alert with its past.
     *
     * @param activeAt since when it holds, milliseconds since 1970
     * @param resolvedAt when it was over, 0 if it is not
     * @param keepSince since when it fires only because it is kept, 0 if it does not
     * @param sentAt when it was told last, 0 if never
     */
    public record Active(
            Labels labels,
            Map<String, String> annotations,
            double value,
            State state,
            long activeAt,
            long resolvedAt,
            long keepSince,
            long sentAt) {
        Active with(State newState, long newResolvedAt, long newKeepSince) {
            return new Active(
                    labels,
                    annotations,
                    value,
                    newState,
                    activeAt,
                    newResolvedAt,
                    newKeepSince,
                    sentAt);
        }

        Active seen(Found found) {
            return new Active(
                    labels,
                    found.annotations(),
                    found.value(),
                    state,
                    activeAt,
                    resolvedAt,
                    0,
                    sentAt);
        }

        Active since(long newActiveAt) {
            return new Active(
                    labels, annotations, value, state, newActiveAt, resolvedAt, keepSince, sentAt);
        }

        Active sent(long at) {
            return new Active(
                    labels, annotations, value, state, activeAt, resolvedAt, keepSince, at);
        }

        private static Active begun(Found found, long at) {
            return new Active(
                    found.labels(), found.annotations(), found.value(), State.PENDING, at, 0, 0, 0);
        }
    }

    /** Takes in what holds at a time; each alert's labels once. */
    synchronized void evaluated(Map<Labels, Found> found, long at) {
        found.forEach((labels, each) ->
                active.compute(
                        labels,
                        (l, before) ->
                                before == null || before.state() == State.INACTIVE
                                        ? Active.begun(each, at)
                                        : before.seen(each)));
        Iterator<Map.Entry<Labels, Active>> entries = active.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Labels, Active> entry = entries.next();
            Active next = next(entry.getValue(), found.containsKey(entry.getKey()), at);
            if (next == null) {
                entries.remove();
            } else {
                entry.setValue(next);
            }
        }
    }

    private @Nullable Active next(Active alert, boolean holds, long at) {
        return switch (alert.state()) {
            case PENDING -> {
                if (!holds) {
                    yield null;
                }
                yield at - alert.activeAt() >= pendingMillis
                        ? alert.with(State.FIRING, 0, 0)
                        : alert;
            }
            case FIRING -> {
                if (holds) {
                    yield alert;
                }
                long since = alert.keepSince() == 0 ? at : alert.keepSince();
                yield at - since < keepMillis
                        ? alert.with(State.FIRING, 0, since)
                        : alert.with(State.INACTIVE, at, 0);
            }
            case INACTIVE -> at - alert.resolvedAt() > RESOLVED_MILLIS ? null : alert;
        };
    }

    /** Moves the time since when an alert holds. */
    synchronized void since(Labels labels, long activeAt) {
        active.computeIfPresent(labels, (l, alert) -> alert.since(activeAt));
    }

    /**
     * The alerts that are to be told at a time, which then count as told: those that fire, and once
     * those that are over.
     *
     * @param againMillis after how long one that still fires is told again
     */
    synchronized List<Active> toTell(long at, long againMillis) {
        List<Active> due = new ArrayList<>();
        active.replaceAll((labels, alert) -> {
            boolean over = alert.resolvedAt() > alert.sentAt();
            boolean known = alert.state() != State.PENDING && alert.sentAt() + againMillis <= at;
            if (alert.state() == State.PENDING || !over && !known) {
                return alert;
            }
            due.add(alert);
            return alert.sent(at);
        });
        return due;
    }

    /** Those that are pending or fire. */
    public synchronized List<Active> current() {
        return active.values().stream().filter(a -> a.state() != State.INACTIVE).toList();
    }

    /** Forgets all, since the rule gives too many. */
    synchronized void clear() {
        active.clear();
    }
}
