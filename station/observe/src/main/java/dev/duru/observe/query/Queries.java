package dev.duru.observe.query;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.SeriesExemplars;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Answers queries. Each method throws a {@link dev.duru.tsdb.query.syntax.QueryException} for what
 * cannot be understood or answered.
 */
public interface Queries {
    /**
     * How far one query may go.
     *
     * @param timeout how long it may take
     * @param lookback how old a series' last sample may be and still count as its value
     */
    record Bounds(Duration timeout, Duration lookback) {
        /** As in Prometheus. */
        public static final Bounds USUAL = new Bounds(Duration.ofMinutes(2), Duration.ofMinutes(5));

        /** For those who ask again and again. */
        public static final Bounds SHORT = new Bounds(Duration.ofSeconds(30), USUAL.lookback());
    }

    /**
     * Which series are looked for.
     *
     * @param selectors a series fulfils all conditions of one of them; without any, all do
     * @param fromMillis inclusive
     * @param toMillis inclusive
     */
    record Which(List<List<Matcher>> selectors, long fromMillis, long toMillis) {
        /** All that there are. */
        static final Which ALL = new Which(List.of(), 0, Long.MAX_VALUE);
    }

    /**
     * What is said of a metric.
     *
     * @param type as the API names it: counter, gauge, histogram and so on
     */
    record About(String type, String help, String unit) {
        /** What follows a metric's name in the names of its series. */
        private static final List<String> SUFFIXES =
                List.of("", "_bucket", "_sum", "_count", "_total", "_info");

        /** Of what is said by name, that which is about series of some names. */
        static Map<String, List<About>> of(Map<String, List<About>> all, Set<String> names) {
            Map<String, List<About>> some = new TreeMap<>(all);
            some.keySet()
                    .removeIf(metric ->
                            SUFFIXES.stream().noneMatch(end -> names.contains(metric + end)));
            return some;
        }
    }

    /** The value at a moment, in milliseconds since 1970. */
    QueryEngine.Result instant(String query, long atMillis, Bounds bounds);

    /** The values at each step of a range. */
    QueryEngine.Result range(
            String query, long fromMillis, long toMillis, long stepMillis, Bounds bounds);

    /** The labels of series, sorted. */
    Set<Labels> series(Which which);

    /** The names of labels, sorted. */
    Set<String> labelNames(Which which);

    /** The values of a label, sorted. */
    Set<String> labelValues(String label, Which which);

    /** The exemplars of all series that a query looks at, sorted by labels. */
    List<SeriesExemplars> exemplars(String query, long fromMillis, long toMillis);

    /**
     * What is said of metrics by name, sorted; several things where those who have it disagree.
     *
     * @param metric of one only; empty for all
     */
    Map<String, List<About>> metadata(String metric);

    /** The value at a moment, for a gate or a rule that comes again soon. */
    default Value value(String query, long atMillis) {
        return instant(query, atMillis, Bounds.SHORT).value();
    }
}
