package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.histogram.Quantile;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** Quantiles and shares of histograms, classic and native ones in one vector. */
final class HistogramFunctions {
    private static final String BOUND = "le";
    private static final Pattern NUMBER =
            Pattern.compile(
                    "[+-]?(inf(inity)?|nan|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(e[+-]?[0-9]+)?)",
                    Pattern.CASE_INSENSITIVE);

    private final CallContext call;
    private final Place place;
    private final List<Row> natives = new ArrayList<>();
    private final Map<Labels, List<BoundRow>> classics = new LinkedHashMap<>();
    private final List<Row> malformed = new ArrayList<>();

    /** A row of a classic histogram. */
    private record BoundRow(double bound, Row row) {}

    private HistogramFunctions(CallContext call, int argument) {
        this.call = call;
        this.place = call.place(argument);
        for (Row row : call.rows(argument)) {
            OptionalDouble bound = bound(row.labels().value(BOUND));
            if (bound.isPresent()) {
                classics.computeIfAbsent(row.labels().with(BOUND, ""), l -> new ArrayList<>())
                        .add(new BoundRow(bound.getAsDouble(), row));
            } else {
                malformed.add(row);
            }
            if (row.hasHistograms()) {
                natives.add(row);
            }
        }
    }

    private static OptionalDouble bound(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return OptionalDouble.empty();
        }
        String bare = text.toLowerCase(Locale.ROOT).replace("+", "");
        if (bare.contains("inf")) {
            return OptionalDouble.of(
                    bare.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        return OptionalDouble.of(bare.contains("nan") ? Double.NaN : Double.parseDouble(text));
    }

    /** What is reckoned for one histogram at one step. */
    private interface Reckoning {
        double of(Histogram histogram, String name);

        double of(List<BucketQuantile.Bucket> buckets, String name, int step);
    }

    static List<Row> quantile(CallContext call) {
        HistogramFunctions functions = new HistogramFunctions(call, 1);
        RowCollector rows = call.collector();
        for (int i = 0; i < call.steps().count(); i++) {
            double share = call.scalar(0, i);
            functions.warnQuantile(share, call.place(0));
            functions.step(i, functions.quantile(share), "", "", rows);
        }
        return rows.rows();
    }

    static List<Row> quantiles(CallContext call) {
        HistogramFunctions functions = new HistogramFunctions(call, 0);
        String label = call.text(1);
        RowCollector rows = call.collector();
        for (int i = 0; i < call.steps().count(); i++) {
            for (int q = 2; q < call.size(); q++) {
                double share = call.scalar(q, i);
                functions.warnQuantile(share, call.place(q));
                functions.step(i, functions.quantile(share), label, openMetrics(share), rows);
            }
        }
        return rows.rows();
    }

    static List<Row> fraction(CallContext call) {
        HistogramFunctions functions = new HistogramFunctions(call, 2);
        RowCollector rows = call.collector();
        for (int i = 0; i < call.steps().count(); i++) {
            functions.step(
                    i, functions.fraction(call.scalar(0, i), call.scalar(1, i)), "", "", rows);
        }
        return rows.rows();
    }

    /** A number as OpenMetrics writes it: never without a point. */
    private static String openMetrics(double value) {
        String text = NumberText.general(value);
        return !Double.isFinite(value) || text.contains(".") || text.contains("e")
                ? text
                : text + ".0";
    }

    private void warnQuantile(double share, Place where) {
        if (!(share >= 0 && share <= 1)) {
            call.annotations().warn(where, Words.quantile(share));
        }
    }

    private Reckoning quantile(double share) {
        return new Reckoning() {
            @Override
            public double of(Histogram histogram, String name) {
                Quantile.Answer answer = Quantile.of(share, histogram);
                if (answer.remark() != null) {
                    call.annotations()
                            .inform(
                                    place,
                                    "input to histogram_quantile has NaN observations, result is "
                                            + (answer.remark() == Quantile.Remark.NAN_RESULT
                                                    ? "NaN"
                                                    : "skewed higher")
                                            + Annotations.forMetric(name));
                }
                return answer.value();
            }

            @Override
            public double of(List<BucketQuantile.Bucket> buckets, String name, int step) {
                BucketQuantile.Result result = BucketQuantile.of(share, buckets);
                if (result.forced()) {
                    call.annotations().forced(name, place, call.steps().at(step), result);
                }
                return result.value();
            }
        };
    }

    private Reckoning fraction(double lower, double upper) {
        return new Reckoning() {
            @Override
            public double of(Histogram histogram, String name) {
                Quantile.Answer answer = Quantile.between(lower, upper, histogram);
                if (answer.remark() != null) {
                    call.annotations()
                            .inform(
                                    place,
                                    "input to histogram_fraction has NaN observations, which are"
                                            + " excluded from all fractions"
                                            + Annotations.forMetric(name));
                }
                return answer.value();
            }

            @Override
            public double of(List<BucketQuantile.Bucket> buckets, String name, int step) {
                return BucketQuantile.between(lower, upper, buckets);
            }
        };
    }

    private void step(
            int step, Reckoning reckoning, String label, String value, RowCollector rows) {
        for (Row row : malformed) {
            if (row.isFloat(step)) {
                call.annotations()
                        .warn(
                                place,
                                "bucket label \"le\" is missing or has a malformed value of "
                                        + NumberText.quoted(row.labels().value(BOUND))
                                        + Annotations.forMetric(row.labels().value(Labels.NAME)));
            }
        }
        for (Row row : natives) {
            Histogram histogram = row.histogram(step);
            String name = row.labels().value(Labels.NAME);
            if (histogram == null) {
                continue;
            }
            if (!buckets(row.labels(), step).isEmpty()) {
                call.annotations()
                        .warn(
                                place,
                                "vector contains a mix of classic and native histograms"
                                        + Annotations.forMetric(name));
                continue;
            }
            add(rows, step, row.labels(), reckoning.of(histogram, name), label, value);
        }
        for (Labels labels : classics.keySet()) {
            List<BucketQuantile.Bucket> buckets = buckets(labels, step);
            if (!buckets.isEmpty() && !clashes(labels, step)) {
                double result = reckoning.of(buckets, labels.value(Labels.NAME), step);
                add(rows, step, labels, result, label, value);
            }
        }
    }

    private boolean clashes(Labels labels, int step) {
        for (Row row : natives) {
            if (row.histogram(step) != null && row.labels().equals(labels)) {
                return true;
            }
        }
        return false;
    }

    private List<BucketQuantile.Bucket> buckets(Labels labels, int step) {
        List<BucketQuantile.Bucket> buckets = new ArrayList<>();
        for (BoundRow bound : classics.getOrDefault(labels, List.of())) {
            if (bound.row().isFloat(step)) {
                buckets.add(new BucketQuantile.Bucket(bound.bound(), bound.row().value(step)));
            }
        }
        return buckets;
    }

    private static void add(
            RowCollector rows, int step, Labels labels, double result, String label, String value) {
        Labels named = label.isEmpty() ? labels : labels.with(label, value);
        rows.add(step, named, result, null, true);
    }

    /** A number of each native histogram. */
    static List<Row> each(CallContext call, ToDoubleFunction<Histogram> function) {
        List<Row> rows = new ArrayList<>();
        for (Row from : call.rows(0)) {
            Row row = new Row(from.labels(), true, from.steps());
            for (int i = 0; i < from.steps(); i++) {
                Histogram histogram = from.histogram(i);
                if (histogram != null) {
                    row.set(i, function.applyAsDouble(histogram));
                }
            }
            if (row.size() > 0) {
                rows.add(row);
            }
        }
        return rows;
    }
}
