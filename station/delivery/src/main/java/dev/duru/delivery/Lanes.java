package dev.duru.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One lane for each environment that has ever had a release. */
final class Lanes implements AutoCloseable {
    private final Map<EnvironmentKey, Lane> lanes = new ConcurrentHashMap<>();
    private volatile Function<EnvironmentKey, Duration> pass = key -> Duration.ofDays(1);
    private volatile boolean open;

    /** Begins to run passes; each tells after how long the next one is due. */
    void start(Function<EnvironmentKey, Duration> onePass) {
        pass = onePass;
        open = true;
    }

    /** Lets an environment's next pass begin at once. */
    void wake(EnvironmentKey key) {
        if (open) {
            lanes.computeIfAbsent(key, k -> new Lane(k, pass)).wake();
        }
    }

    /** Ends all lanes; a pass in progress ends first. What runs goes on running. */
    @Override
    public void close() {
        open = false;
        lanes.values().forEach(Lane::stop);
    }
}
