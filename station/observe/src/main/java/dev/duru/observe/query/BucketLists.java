package dev.duru.observe.query;

import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Exponents;
import dev.duru.tsdb.histogram.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Histograms from the lists of buckets in which the HTTP API tells them. The API leaves out the
 * schema: it is found again from bounds that lie a root of two apart, and where there is none the
 * bounds are taken as listed.
 */
final class BucketLists {
    private static final int FINEST = 8;
    private static final int COARSEST = -4;
    private static final double NEAR = 1e-6;
    private static final int ZERO_RULE = 3;

    private BucketLists() {}

    private record Listed(int rule, double lower, double upper, double count) {
        boolean isZero() {
            return rule == ZERO_RULE && lower == -upper;
        }

        boolean isNegative() {
            return upper <= 0 && lower < 0;
        }

        /** The bound that is farther from 0. */
        double outer() {
            return isNegative() ? -lower : upper;
        }

        double inner() {
            return isNegative() ? -upper : lower;
        }

        OptionalInt schema() {
            if (inner() <= 0 || Double.isInfinite(outer())) {
                return OptionalInt.empty();
            }
            double width = Exponents.log2(outer()) - Exponents.log2(inner());
            for (int schema = COARSEST; schema <= FINEST; schema++) {
                if (Math.abs(width * Math.scalb(1.0, schema) - 1) < NEAR * (1 << FINEST)
                        && isWhole(Exponents.log2(outer()) * Math.scalb(1.0, schema))) {
                    return OptionalInt.of(schema);
                }
            }
            return OptionalInt.empty();
        }

        private static boolean isWhole(double value) {
            return Math.abs(value - Math.rint(value)) < NEAR * (1 << FINEST);
        }
    }

    /** A histogram of the API's JSON. */
    static Histogram read(JsonNode json) {
        double count = AnswerJson.number(json.path("count"));
        double sum = AnswerJson.number(json.path("sum"));
        List<Listed> listed = new ArrayList<>();
        for (JsonNode bucket : json.path("buckets")) {
            listed.add(
                    new Listed(
                            bucket.path(0).asInt(0),
                            AnswerJson.number(bucket.path(1)),
                            AnswerJson.number(bucket.path(2)),
                            AnswerJson.number(bucket.path(3))));
        }
        double threshold = 0;
        double zero = 0;
        List<Listed> others = new ArrayList<>();
        for (Listed bucket : listed) {
            if (bucket.isZero()) {
                threshold = bucket.upper();
                zero = bucket.count();
            } else {
                others.add(bucket);
            }
        }
        OptionalInt schema =
                others.stream()
                        .map(Listed::schema)
                        .filter(OptionalInt::isPresent)
                        .mapToInt(OptionalInt::getAsInt)
                        .findFirst();
        if (schema.isEmpty() && !others.isEmpty()) {
            return custom(count, sum, others);
        }
        int found = schema.orElse(0);
        return Histogram.exponential(
                CounterReset.UNKNOWN,
                found,
                new Histogram.Totals(threshold, zero, count, sum),
                side(others.stream().filter(b -> !b.isNegative()).toList(), found),
                side(others.stream().filter(Listed::isNegative).toList(), found));
    }

    private static Buckets side(List<Listed> listed, int schema) {
        TreeMap<Integer, Double> counts = new TreeMap<>();
        for (Listed bucket : listed) {
            double scale = Math.scalb(1.0, schema);
            double place =
                    Double.isInfinite(bucket.outer())
                            ? 1024 * scale + 1
                            : Math.rint(Exponents.log2(bucket.outer()) * scale);
            counts.merge((int) place, bucket.count(), Double::sum);
        }
        return buckets(counts);
    }

    private static Buckets buckets(TreeMap<Integer, Double> counts) {
        return Buckets.at(
                counts.keySet().stream().mapToInt(Integer::intValue).toArray(),
                counts.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static Histogram custom(double count, double sum, List<Listed> listed) {
        TreeSet<Double> bounds = new TreeSet<>();
        for (Listed bucket : listed) {
            bounds.add(bucket.lower());
            bounds.add(bucket.upper());
        }
        bounds.removeIf(bound -> bound.isInfinite());
        List<Double> all = List.copyOf(bounds);
        TreeMap<Integer, Double> counts = new TreeMap<>();
        for (Listed bucket : listed) {
            int at = all.indexOf(bucket.upper());
            counts.merge(at < 0 ? all.size() : at, bucket.count(), Double::sum);
        }
        return Histogram.custom(
                CounterReset.UNKNOWN,
                count,
                sum,
                buckets(counts),
                all.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
