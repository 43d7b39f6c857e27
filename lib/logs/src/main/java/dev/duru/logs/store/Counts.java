package dev.duru.logs.store;

import java.util.List;
import java.util.SortedMap;

/**
 * How many lines there were over time.
 *
 * @param fromNanos where the first step begins
 * @param stepNanos how long each is
 * @param byLevel a count for each step, by level; {@code ""} for lines without one
 */
public record Counts(long fromNanos, long stepNanos, SortedMap<String, List<Long>> byLevel) {
    /** Of all steps and levels together. */
    public long total() {
        return byLevel.values().stream().flatMap(List::stream).mapToLong(Long::longValue).sum();
    }
}
