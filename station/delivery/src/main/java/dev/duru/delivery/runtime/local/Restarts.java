package dev.duru.delivery.runtime.local;

import dev.duru.delivery.Replica;
import dev.duru.delivery.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * When one replica was started, and so when it may be started again. Pure.
 *
 * @param starts oldest first; the first one is kept for ever, of the others the newest
 */
public record Restarts(List<Instant> starts) {
    public static final Restarts NONE = new Restarts(List.of());

    private static final Duration RECENT = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int KEPT = 50;

    public Restarts {
        starts = List.copyOf(starts);
    }

    /** With one more start. */
    public Restarts with(Instant start) {
        List<Instant> more = new ArrayList<>(starts);
        more.add(start);
        if (more.size() > KEPT) {
            more.remove(1);
        }
        return new Restarts(more);
    }

    /** When it may be started: at once, or after a pause that each recent restart doubles. */
    public Instant due(Instant now) {
        if (starts.isEmpty()) {
            return now;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(recent(now), 8));
        return starts.getLast().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }

    /** How often it was started again in the last five minutes. */
    public int recent(Instant now) {
        Instant since = now.minus(RECENT);
        return (int) starts.stream().skip(1).filter(s -> s.isAfter(since)).count();
    }

    /** Whether it was ever started again. */
    public boolean again() {
        return starts.size() > 1;
    }

    /** When its first process started; the fallback for one that never was. */
    public Instant first(Instant fallback) {
        return starts.isEmpty() ? fallback : starts.getFirst();
    }

    /** The starts of a replica as events, oldest first. */
    public List<Runtime.Event> events(int replica) {
        List<Runtime.Event> events = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            events.add(
                    new Runtime.Event(
                            starts.get(i),
                            "replica " + replica,
                            i == 0 ? "started" : "started again"));
        }
        return events;
    }

    /** Names a crash loop, where it is one; else {@code ""}. */
    public String named(Instant now) {
        int recent = recent(now);
        return recent < Replica.CRASH_LOOP
                ? ""
                : "crash loop: started again " + recent + " times in five minutes; ";
    }
}
