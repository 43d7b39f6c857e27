package dev.duru.tsdb.query;

import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A store for one range query: each selector asks the real store once, at the first step, for all
 * that later steps will want, and is then answered by cutting pieces out of it.
 */
final class Prefetched implements SeriesReader {
    private final SeriesReader store;
    private final long spanMillis;

    /** By the selector's own list of matchers, which is the same object at each step. */
    private final Map<List<Matcher>, List<Series>> fetched = new IdentityHashMap<>();

    /**
     * For steps that only go forward.
     *
     * @param spanMillis from the first step to the last
     */
    Prefetched(SeriesReader store, long spanMillis) {
        this.store = store;
        this.spanMillis = spanMillis;
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long fromMillis, long toMillis) {
        List<Series> all =
                fetched.computeIfAbsent(
                        matchers, m -> store.select(m, fromMillis, toMillis + spanMillis));
        List<Series> found = new ArrayList<>(all.size());
        for (Series series : all) {
            int begin = lowerBound(series.times(), fromMillis);
            int end = lowerBound(series.times(), toMillis + 1);
            if (begin < end) {
                found.add(
                        new Series(
                                series.labels(),
                                Arrays.copyOfRange(series.times(), begin, end),
                                Arrays.copyOfRange(series.values(), begin, end)));
            }
        }
        return found;
    }

    private static int lowerBound(long[] times, long time) {
        int at = Arrays.binarySearch(times, time);
        return at < 0 ? -at - 1 : at;
    }

    @Override
    public Set<String> labelValues(String label) {
        return store.labelValues(label);
    }

    @Override
    public Set<String> labelNames() {
        return store.labelNames();
    }
}
