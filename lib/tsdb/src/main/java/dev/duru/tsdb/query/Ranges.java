package dev.duru.tsdb.query;

import dev.duru.tsdb.Series;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Functions over the samples of a range. */
final class Ranges {
    private Ranges() {}

    /** The value of a function, or nothing where there are too few samples. */
    static OptionalDouble reckon(Functions function, Series series, long from, long to) {
        double[] values = series.values();
        int size = series.size();
        return switch (function) {
            case RATE -> {
                OptionalDouble growth = growth(series, from, to, true);
                yield growth.isPresent()
                        ? OptionalDouble.of(growth.getAsDouble() / ((to - from) / 1000.0))
                        : growth;
            }
            case INCREASE -> growth(series, from, to, true);
            case DELTA -> growth(series, from, to, false);
            case IRATE -> lastRate(series);
            case AVG_OVER_TIME -> OptionalDouble.of(Arrays.stream(values).sum() / size);
            case SUM_OVER_TIME -> OptionalDouble.of(Arrays.stream(values).sum());
            case MIN_OVER_TIME -> OptionalDouble.of(least(Arrays.stream(values).boxed().toList()));
            case MAX_OVER_TIME ->
                    OptionalDouble.of(-least(Arrays.stream(values).map(v -> -v).boxed().toList()));
            case COUNT_OVER_TIME -> OptionalDouble.of(size);
            case LAST_OVER_TIME -> OptionalDouble.of(values[size - 1]);
            case HISTOGRAM_QUANTILE,
                    ABS,
                    CEIL,
                    FLOOR,
                    ROUND,
                    CLAMP_MIN,
                    CLAMP_MAX,
                    ABSENT,
                    SCALAR,
                    VECTOR,
                    TIME ->
                    throw new IllegalArgumentException(function + " takes no range");
        };
    }

    /** The smallest number; NaN only when there is nothing else. */
    static double least(List<Double> values) {
        double least = Double.NaN;
        for (double value : values) {
            if (Double.isNaN(least) || value < least) {
                least = value;
            }
        }
        return least;
    }

    private static OptionalDouble lastRate(Series series) {
        int size = series.size();
        if (size < 2) {
            return OptionalDouble.empty();
        }
        double before = series.values()[size - 2];
        double last = series.values()[size - 1];
        double seconds = (series.times()[size - 1] - series.times()[size - 2]) / 1000.0;
        return OptionalDouble.of((last < before ? last : last - before) / seconds);
    }

    /**
     * What was gained, stretched to the borders of the range where the samples come near them, as
     * Prometheus does: half a gap further otherwise, and a counter not below 0.
     */
    private static OptionalDouble growth(Series series, long from, long to, boolean counter) {
        int size = series.size();
        if (size < 2) {
            return OptionalDouble.empty();
        }
        double[] values = series.values();
        double gained = values[size - 1] - values[0];
        for (int i = 1; counter && i < size; i++) {
            if (values[i] < values[i - 1]) {
                gained += values[i - 1];
            }
        }
        double toStart = (series.times()[0] - from) / 1000.0;
        double toEnd = (to - series.times()[size - 1]) / 1000.0;
        double sampled = (series.times()[size - 1] - series.times()[0]) / 1000.0;
        double gap = sampled / (size - 1);
        if (toStart >= gap * 1.1) {
            toStart = gap / 2;
        }
        if (counter && gained > 0 && values[0] >= 0) {
            toStart = Math.min(toStart, sampled * (values[0] / gained));
        }
        if (toEnd >= gap * 1.1) {
            toEnd = gap / 2;
        }
        return OptionalDouble.of(gained * ((sampled + toStart + toEnd) / sampled));
    }
}
