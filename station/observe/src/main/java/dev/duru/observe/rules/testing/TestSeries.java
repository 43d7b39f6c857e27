package dev.duru.observe.rules.testing;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesReader;
import dev.duru.tsdb.histogram.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The series of one test. For one thread. */
final class TestSeries implements SeriesReader {
    private final Map<Labels, NavigableMap<Long, Point>> all = new TreeMap<>();

    private record Point(double value, @Nullable Histogram histogram) {}

    void keep(Labels labels, long time, double value, @Nullable Histogram histogram) {
        all.computeIfAbsent(labels, l -> new TreeMap<>()).put(time, new Point(value, histogram));
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long fromMillis, long toMillis) {
        List<Series> found = new ArrayList<>();
        all.forEach((labels, points) -> {
            if (fromMillis <= toMillis && matchers.stream().allMatch(m -> m.test(labels))) {
                NavigableMap<Long, Point> part = points.subMap(fromMillis, true, toMillis, true);
                if (!part.isEmpty()) {
                    found.add(series(labels, part));
                }
            }
        });
        return found;
    }

    private static Series series(Labels labels, NavigableMap<Long, Point> points) {
        long[] times = new long[points.size()];
        double[] values = new double[points.size()];
        @Nullable Histogram[] histograms = new @Nullable Histogram[points.size()];
        int i = 0;
        boolean any = false;
        for (Map.Entry<Long, Point> point : points.entrySet()) {
            times[i] = point.getKey();
            values[i] = point.getValue().value();
            histograms[i] = point.getValue().histogram();
            any |= histograms[i] != null;
            i++;
        }
        return new Series(labels, times, values, any ? histograms : null, null);
    }

    @Override
    public Set<String> labelValues(String label) {
        Set<String> values = new TreeSet<>();
        all.keySet().forEach(labels -> values.add(labels.value(label)));
        values.remove("");
        return values;
    }

    @Override
    public Set<String> labelNames() {
        Set<String> names = new TreeSet<>();
        all.keySet().forEach(labels -> names.addAll(labels.map().keySet()));
        return names;
    }
}
