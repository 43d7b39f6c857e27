package dev.duru.observe.dashboard;

import dev.duru.tsdb.Series;
import dev.duru.tsdb.histogram.Bucket;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.number.NumberText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Native histograms over time as the rows of a heatmap: one series for each bucket with how much
 * fell into it, {@code ge} and {@code le} its bounds. Fine buckets are taken together until the
 * rows can be told apart.
 */
final class HistogramRows {
    private static final int MOST_ROWS = 48;
    private static final int COARSEST = -4;

    private HistogramRows() {}

    private record Bounds(double lower, double upper) implements Comparable<Bounds> {
        private static final Comparator<Bounds> ORDER =
                Comparator.comparingDouble(Bounds::upper).thenComparingDouble(Bounds::lower);

        @Override
        public int compareTo(Bounds other) {
            return ORDER.compare(this, other);
        }
    }

    /** Whether any of them has native histograms. */
    static boolean fits(List<Series> all) {
        return all.stream().anyMatch(series -> series.histograms() != null);
    }

    static List<Frame> of(String refId, List<Series> all) {
        for (int coarser = 0; ; coarser++) {
            TreeMap<Bounds, TreeMap<Long, Double>> rows = new TreeMap<>();
            TreeSet<Long> times = new TreeSet<>();
            boolean atEnd = true;
            for (Series series : all) {
                for (int i = 0; i < series.size(); i++) {
                    Histogram histogram = series.histogram(i);
                    if (histogram == null) {
                        continue;
                    }
                    boolean can = !histogram.isCustom() && histogram.schema() - coarser > COARSEST;
                    atEnd &= !can;
                    times.add(series.times()[i]);
                    add(coarsened(histogram, coarser), series.times()[i], rows);
                }
            }
            if (rows.size() <= MOST_ROWS || atEnd) {
                return frames(refId, rows, times);
            }
        }
    }

    private static Histogram coarsened(Histogram histogram, int by) {
        return by == 0 || histogram.isCustom()
                ? histogram
                : histogram.coarser(Math.max(COARSEST, histogram.schema() - by));
    }

    private static void add(
            Histogram histogram, long at, TreeMap<Bounds, TreeMap<Long, Double>> rows) {
        for (Bucket bucket : histogram.buckets()) {
            if (bucket.count() != 0) {
                rows.computeIfAbsent(
                                new Bounds(bucket.lower(), bucket.upper()), b -> new TreeMap<>())
                        .merge(at, bucket.count(), Double::sum);
            }
        }
    }

    private static List<Frame> frames(
            String refId, TreeMap<Bounds, TreeMap<Long, Double>> rows, TreeSet<Long> times) {
        List<Frame> frames = new ArrayList<>();
        rows.forEach((bounds, counts) -> {
            List<@Nullable Object> values = new ArrayList<>();
            times.forEach(at -> values.add(counts.getOrDefault(at, 0.0)));
            String upper = NumberText.general(bounds.upper());
            frames.add(
                    Frame.series(
                            refId,
                            upper,
                            Map.of("ge", NumberText.general(bounds.lower()), "le", upper),
                            new ArrayList<@Nullable Object>(times),
                            values));
        });
        return frames;
    }
}
