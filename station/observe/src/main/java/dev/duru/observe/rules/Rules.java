package dev.duru.observe.rules;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All groups, each evaluated on a thread of its own at its interval. */
public final class Rules implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rules.class);

    private final RuleHost host;
    private final InstantSource clock;
    private final Duration usual;
    private final Map<RuleGroup, Running> running = new LinkedHashMap<>();

    private record Running(Group group, Thread thread) {}

    /**
     * No groups yet.
     *
     * @param usual the interval of groups that say nothing
     */
    public Rules(RuleHost host, InstantSource clock, Duration usual) {
        this.host = host;
        this.clock = clock;
        this.usual = usual;
    }

    /** Evaluates these groups from now on; those that stay as they are go on undisturbed. */
    public synchronized void use(List<RuleGroup> groups) {
        Map<RuleGroup, Running> next = new LinkedHashMap<>();
        for (RuleGroup each : groups) {
            RuleGroup group = each.orEvery(usual);
            Running known = running.remove(group);
            next.put(group, known == null ? begun(group) : known);
        }
        running.values().forEach(this::end);
        running.clear();
        running.putAll(next);
    }

    private Running begun(RuleGroup definition) {
        Group group = new Group(definition, host);
        Thread thread =
                Thread.ofVirtual()
                        .name("observe-rules-" + definition.name())
                        .start(() -> run(group));
        return new Running(group, thread);
    }

    private void run(Group group) {
        long every = Math.max(10, group.definition().interval().toMillis());
        long next = clock.millis();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                long now = clock.millis();
                group.evaluate(Math.max(now, group.lastMillis() + 1));
                next = Math.max(next + every, now);
                TimeUnit.MILLISECONDS.sleep(Math.max(1, next - clock.millis()));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("the rules of group {} failed", group.definition().name(), e);
                next = clock.millis() + every;
                if (!pause(every)) {
                    return;
                }
            }
        }
    }

    private static boolean pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void end(Running gone) {
        gone.thread().interrupt();
        try {
            gone.thread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        gone.group().end(Math.max(clock.millis(), gone.group().lastMillis() + 1));
    }

    /** All groups, in the order in which they were given. */
    public synchronized List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        running.values().forEach(r -> groups.add(r.group()));
        return groups;
    }

    /** Stops; what was kept stays, so that the next start goes on. */
    @Override
    public synchronized void close() {
        running.values().forEach(r -> r.thread().interrupt());
    }
}
