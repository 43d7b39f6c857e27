package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.histogram.HistogramMean;
import dev.duru.tsdb.histogram.HistogramSum;
import dev.duru.tsdb.histogram.Kahan;
import dev.duru.tsdb.query.syntax.Aggregation;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes one sample of the samples of a group at one step. */
sealed interface Reducer {
    void add(double value);

    void add(Histogram histogram, String name);

    void into(Row row, int step);

    static Reducer of(Expr.Aggregate aggregate, double parameter, Annotations annotations) {
        Aggregation kind = aggregate.aggregation();
        Place place = aggregate.of().place();
        return switch (kind) {
            case SUM, AVG -> new Totals(kind == Aggregation.AVG, annotations, place);
            case COUNT, GROUP, MIN, MAX, STDDEV, STDVAR, QUANTILE ->
                    new Numbers(kind, parameter, annotations, place);
            case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO, COUNT_VALUES ->
                    throw new IllegalArgumentException(kind.word());
        };
    }

    /** Sums and means, of numbers or of histograms. */
    final class Totals implements Reducer {
        private final boolean mean;
        private final Annotations annotations;
        private final Place place;
        private final Kahan sum = new Kahan(0);
        private final Mean average = new Mean();
        private final Hints hints = new Hints();
        private @Nullable HistogramSum histograms;
        private @Nullable HistogramMean histogramMean;
        private int floats;
        private boolean anyHistogram;
        private boolean clash;

        Totals(boolean mean, Annotations annotations, Place place) {
            this.mean = mean;
            this.annotations = annotations;
            this.place = place;
        }

        @Override
        public void add(double value) {
            if (clash) {
                return;
            }
            if (mean) {
                average.add(value);
            } else if (floats == 0) {
                sum.set(value, 0);
            } else {
                sum.add(value);
            }
            floats++;
        }

        @Override
        public void add(Histogram histogram, String name) {
            if (clash) {
                return;
            }
            boolean first = !anyHistogram && floats == 0;
            anyHistogram = true;
            if (first) {
                histograms = new HistogramSum(histogram);
                histogramMean = new HistogramMean(histogram);
                hints.see(histogram);
                return;
            }
            HistogramSum before = histograms;
            HistogramMean beforeMean = histogramMean;
            if (before == null || beforeMean == null) {
                // Numbers came first; the mix has no sum.
                return;
            }
            hints.see(histogram);
            if (!before.takes(histogram)) {
                annotations.warn(place, Words.mixedSchemas(name));
                clash = true;
                return;
            }
            Set<HistogramSum.Remark> remarks =
                    mean ? beforeMean.add(histogram) : before.add(histogram);
            Words.reconciled(annotations, remarks, place, "aggregation");
        }

        @Override
        public void into(Row row, int step) {
            if (floats > 0 && anyHistogram) {
                annotations.warn(
                        place, "encountered a mix of histograms and floats for aggregation");
                return;
            }
            if (clash || floats == 0 && !anyHistogram) {
                return;
            }
            HistogramSum total = histograms;
            HistogramMean middle = histogramMean;
            if (total != null && middle != null) {
                row.set(step, (mean ? middle.value() : total.value()).compact());
                hints.tell(annotations, place);
            } else {
                row.set(step, mean ? average.value() : sum.value());
            }
        }
    }

    /** What only numbers have; histograms are left out, or only counted. */
    final class Numbers implements Reducer {
        private final Aggregation kind;
        private final double parameter;
        private final Annotations annotations;
        private final Place place;
        private final List<Double> values = new ArrayList<>();
        private int number;
        private double extreme;
        private double mean;
        private double squares;

        Numbers(Aggregation kind, double parameter, Annotations annotations, Place place) {
            this.kind = kind;
            this.parameter = parameter;
            this.annotations = annotations;
            this.place = place;
        }

        @Override
        public void add(double value) {
            number++;
            switch (kind) {
                case MIN, MAX -> {
                    boolean better = kind == Aggregation.MIN ? value < extreme : value > extreme;
                    if (number == 1 || better || Double.isNaN(extreme)) {
                        extreme = value;
                    }
                }
                case STDDEV, STDVAR -> {
                    if (number == 1) {
                        mean = value;
                        squares = Double.isFinite(value) ? 0 : Double.NaN;
                    } else {
                        double delta = value - mean;
                        mean += delta / number;
                        squares += delta * (value - mean);
                    }
                }
                case QUANTILE -> values.add(value);
                case SUM, AVG, COUNT, GROUP, TOPK, BOTTOMK -> extreme = 1;
                case LIMITK, LIMIT_RATIO, COUNT_VALUES -> extreme = 1;
            }
        }

        @Override
        public void add(Histogram histogram, String name) {
            if (kind == Aggregation.COUNT || kind == Aggregation.GROUP) {
                number++;
            } else {
                annotations.inform(place, Words.ignored(kind.word()));
            }
        }

        @Override
        public void into(Row row, int step) {
            if (number == 0) {
                return;
            }
            row.set(
                    step,
                    switch (kind) {
                        case COUNT -> number;
                        case GROUP -> 1;
                        case STDVAR -> squares / number;
                        case STDDEV -> Math.sqrt(squares / number);
                        case QUANTILE ->
                                OverTime.quantile(
                                        parameter,
                                        values.stream().mapToDouble(Double::doubleValue).toArray());
                        case MIN, MAX, SUM, AVG, TOPK, BOTTOMK -> extreme;
                        case LIMITK, LIMIT_RATIO, COUNT_VALUES -> extreme;
                    });
        }
    }
}
