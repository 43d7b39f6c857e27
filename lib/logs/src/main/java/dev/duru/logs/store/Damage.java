package dev.duru.logs.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What was found damaged on the disk since the start, each place once. */
final class Damage {
    private static final int MOST = 1_000;

    private final Map<String, Long> places = new ConcurrentHashMap<>();

    void found(String place, long bytes) {
        if (places.size() < MOST) {
            places.put(place, bytes);
        }
    }

    long bytes() {
        return places.values().stream().mapToLong(Long::longValue).sum();
    }
}
