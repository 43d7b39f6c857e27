package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Series;
import dev.duru.tsdb.Stale;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Expr.Extension;
import dev.duru.tsdb.query.syntax.QueryException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The samples of a range as they are, for a query that asks for nothing more. */
final class RangeSeries {
    private final Expr.Range range;
    private final Evaluator evaluator;
    private final long start;
    private final long end;

    RangeSeries(Expr.Range range, Evaluator evaluator) {
        this.range = range;
        this.evaluator = evaluator;
        this.end = Evaluator.moment(range.selector().when(), evaluator.steps().start());
        this.start = end - Evaluator.millis(range.range());
    }

    void into(List<Series> found) {
        Extension extension = range.selector().extension();
        long lookback = evaluator.query().lookback();
        long before = extension == Extension.NONE ? 0 : lookback;
        long after = extension == Extension.SMOOTHED ? lookback : 0;
        evaluator.scan(
                range.selector().matchers(),
                start - before + 1,
                end + after,
                series -> {
                    Series samples = withoutMarkers(series);
                    if (extension != Extension.NONE) {
                        samples = extended(samples, extension);
                    }
                    if (samples.size() > 0) {
                        evaluator.query().budget().hold(samples.size());
                        found.add(samples);
                    }
                });
    }

    private static Series withoutMarkers(Series series) {
        int size = 0;
        long[] times = new long[series.size()];
        double[] values = new double[series.size()];
        @Nullable Histogram[] histograms = new @Nullable Histogram[series.size()];
        for (int i = 0; i < series.size(); i++) {
            Histogram histogram = series.histogram(i);
            boolean stale = histogram == null ? Stale.is(series.values()[i]) : Stale.is(histogram);
            if (!stale) {
                times[size] = series.times()[i];
                values[size] = series.values()[i];
                histograms[size++] = histogram;
            }
        }
        return new Series(
                series.labels(),
                Arrays.copyOf(times, size),
                Arrays.copyOf(values, size),
                series.histograms() == null ? null : Arrays.copyOf(histograms, size),
                null);
    }

    /** With a sample at each end of the range. */
    private Series extended(Series series, Extension extension) {
        if (series.histograms() != null
                && Arrays.stream(series.histograms()).anyMatch(h -> h != null)) {
            throw QueryException.execution(
                    extension.name().toLowerCase(Locale.ROOT)
                            + " modifier is not supported with histograms");
        }
        boolean smoothed = extension == Extension.SMOOTHED;
        long[] times = series.times();
        double[] values = series.values();
        int newest = times.length - 1;
        if (newest < 0) {
            return series;
        }
        int inside = 0;
        while (inside < newest && times[inside] <= start) {
            inside++;
        }
        int first = Math.max(0, inside - 1);
        int last = newest;
        if (smoothed) {
            last = 0;
            while (last < newest && times[last] < end) {
                last++;
            }
        }
        if (times[last] <= start) {
            return new Series(series.labels(), new long[0], new double[0]);
        }
        double left = values[first];
        if (smoothed && times[first] < start) {
            left = between(series, first, first + 1, start);
        }
        double right = values[last];
        if (smoothed && last > 0 && times[last] > end) {
            right = between(series, last - 1, last, end);
        }
        int from = times[first] <= start ? first + 1 : first;
        int to = times[last] >= end ? last - 1 : last;
        int size = Math.max(0, to - from + 1);
        long[] newTimes = new long[size + 2];
        double[] newValues = new double[size + 2];
        System.arraycopy(times, from, newTimes, 1, size);
        System.arraycopy(values, from, newValues, 1, size);
        newTimes[0] = start;
        newValues[0] = left;
        newTimes[size + 1] = end;
        newValues[size + 1] = right;
        return new Series(series.labels(), newTimes, newValues);
    }

    private static double between(Series series, int a, int b, long time) {
        return ExtendedRate.interpolated(
                series.times()[a],
                series.values()[a],
                series.times()[b],
                series.values()[b],
                time,
                false);
    }
}
