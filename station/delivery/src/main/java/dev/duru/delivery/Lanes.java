package dev.duru.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One lane for each environment that has ever had a release. */
final class Lanes implements AutoCloseable {
    private final Map<EnvironmentKey, Lane> lanes = new HashMap<>();
    private Function<EnvironmentKey, Duration> pass = key -> Duration.ofDays(1);
    private boolean open;

    /** Begins to run passes; each tells after how long the next one is due. */
    synchronized void start(Function<EnvironmentKey, Duration> onePass) {
        pass = onePass;
        open = true;
    }

    /** Lets an environment's next pass begin at once. */
    synchronized void wake(EnvironmentKey key) {
        if (open) {
            lanes.computeIfAbsent(key, k -> new Lane(k, pass)).wake();
        }
    }

    /** Ends all lanes; a pass in progress ends first. What runs goes on running. */
    @Override
    public void close() {
        List<Lane> all;
        synchronized (this) {
            open = false;
            all = List.copyOf(lanes.values());
        }
        all.forEach(Lane::stop);
    }
}
