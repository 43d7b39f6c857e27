package dev.duru.tsdb.query.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Quantiles and shares of classic histograms: cumulative counts by upper bound. */
final class BucketQuantile {
    private static final double TINY = 1e-12;

    /** Observations up to a bound. */
    record Bucket(double bound, double count) {}

    /**
     * A quantile.
     *
     * @param forced whether counts shrank with growing bounds and had to be held
     * @param lowestForced the lowest bound where they had to
     * @param highestForced the highest bound where they had to
     * @param mostForced by how much at most
     */
    record Result(
            double value,
            boolean forced,
            double lowestForced,
            double highestForced,
            double mostForced) {
        static Result of(double value) {
            return new Result(value, false, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0);
        }

        Result with(double newValue) {
            return new Result(newValue, forced, lowestForced, highestForced, mostForced);
        }
    }

    private BucketQuantile() {}

    /** The value below which a share lies, taken as spread evenly within each bucket. */
    static Result of(double share, List<Bucket> unsorted) {
        if (Double.isNaN(share)) {
            return Result.of(Double.NaN);
        }
        if (share < 0 || share > 1) {
            return Result.of(share < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        List<Bucket> buckets = merged(unsorted);
        if (buckets.getLast().bound() != Double.POSITIVE_INFINITY) {
            return Result.of(Double.NaN);
        }
        Result result = hold(buckets);
        double all = buckets.getLast().count();
        if (buckets.size() < 2 || all == 0) {
            return result.with(Double.NaN);
        }
        return result.with(inside(share * all, buckets));
    }

    private static double inside(double rank, List<Bucket> buckets) {
        int last = buckets.size() - 1;
        int at = 0;
        while (at < last && !(buckets.get(at).count() >= rank)) {
            at++;
        }
        if (at == last) {
            return buckets.get(last - 1).bound();
        }
        Bucket bucket = buckets.get(at);
        if (at == 0) {
            return bucket.bound() <= 0 ? bucket.bound() : bucket.bound() * (rank / bucket.count());
        }
        Bucket before = buckets.get(at - 1);
        return before.bound()
                + (bucket.bound() - before.bound())
                        * ((rank - before.count()) / (bucket.count() - before.count()));
    }

    /** Sorted by bound, one a bound. */
    private static List<Bucket> merged(List<Bucket> unsorted) {
        List<Bucket> sorted = new ArrayList<>(unsorted);
        sorted.sort(Comparator.comparingDouble(Bucket::bound));
        List<Bucket> merged = new ArrayList<>(sorted.size());
        for (Bucket bucket : sorted) {
            if (!merged.isEmpty() && merged.getLast().bound() == bucket.bound()) {
                merged.set(
                        merged.size() - 1,
                        new Bucket(bucket.bound(), merged.getLast().count() + bucket.count()));
            } else {
                merged.add(bucket);
            }
        }
        return merged;
    }

    /** Makes counts grow with bounds; tiny differences are rounding and not worth a word. */
    private static Result hold(List<Bucket> buckets) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        double most = 0;
        boolean forced = false;
        double before = buckets.getFirst().count();
        for (int i = 1; i < buckets.size(); i++) {
            Bucket bucket = buckets.get(i);
            double count = bucket.count();
            if (count == before) {
                continue;
            }
            boolean tiny = almostEqual(before, count);
            if (tiny || count < before) {
                buckets.set(i, new Bucket(bucket.bound(), before));
            } else {
                before = count;
            }
            if (!tiny && count < before) {
                forced = true;
                lowest = Math.min(lowest, bucket.bound());
                highest = Math.max(highest, bucket.bound());
                most = Math.max(most, before - count);
            }
        }
        return new Result(0, forced, lowest, highest, most);
    }

    private static boolean almostEqual(double a, double b) {
        if (Double.isNaN(a) && Double.isNaN(b) || a == b) {
            return true;
        }
        double sum = Math.abs(a) + Math.abs(b);
        double difference = Math.abs(a - b);
        if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
            return difference < TINY * Double.MIN_NORMAL;
        }
        return difference / Math.min(sum, Double.MAX_VALUE) < TINY;
    }

    /** The share of observations between two values. */
    static double between(double lower, double upper, List<Bucket> unsorted) {
        List<Bucket> buckets = merged(unsorted);
        double all = buckets.getLast().count();
        if (buckets.getLast().bound() != Double.POSITIVE_INFINITY
                || all == 0
                || Double.isNaN(lower)
                || Double.isNaN(upper)) {
            return Double.NaN;
        }
        if (lower >= upper) {
            return 0;
        }
        return (Math.min(below(upper, buckets), all) - Math.min(below(lower, buckets), all)) / all;
    }

    /** How many observations lie below a value. */
    private static double below(double value, List<Bucket> buckets) {
        double rank = 0;
        // With a positive first bound, nothing is taken to lie below 0.
        double bound = buckets.getFirst().bound() <= 0 ? Double.NEGATIVE_INFINITY : 0;
        for (Bucket bucket : buckets) {
            if (bound >= value) {
                return rank;
            }
            if (bucket.bound() > value) {
                return bound == Double.NEGATIVE_INFINITY
                        ? bucket.count()
                        : rank
                                + (bucket.count() - rank)
                                        * (value - bound)
                                        / (bucket.bound() - bound);
            }
            rank = bucket.count();
            bound = bucket.bound();
        }
        return Double.POSITIVE_INFINITY;
    }
}
