package dev.duru.tsdb.histogram;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Quantiles and shares of a histogram. Within an exponential bucket observations are taken as
 * spread evenly over the logarithm; within the zero bucket and custom buckets, evenly.
 */
public final class Quantile {
    /** What a caller should be told about a result. */
    public enum Remark {
        /** Observations that are not a number lie above all buckets, and the answer there. */
        NAN_RESULT,
        /** Observations that are not a number count as the highest. */
        NAN_SKEW
    }

    /**
     * An answer.
     *
     * @param remark null when there is nothing to say
     */
    public record Answer(double value, @Nullable Remark remark) {}

    private Quantile() {}

    /** The value below which a share of the observations lies. */
    public static Answer of(double share, Histogram h) {
        if (share < 0) {
            return new Answer(Double.NEGATIVE_INFINITY, null);
        }
        if (share > 1) {
            return new Answer(Double.POSITIVE_INFINITY, null);
        }
        if (h.count() == 0 || Double.isNaN(share)) {
            return new Answer(Double.NaN, null);
        }
        boolean nan = Double.isNaN(h.sum());
        boolean forward = nan || share < 0.5;
        List<Bucket> buckets = forward ? h.buckets() : h.buckets().reversed();
        double rank = (forward ? share : 1 - share) * h.count();
        double reached = 0;
        int at = 0;
        Bucket bucket = new Bucket(0, 0, false, false, 0);
        while (at < buckets.size()) {
            bucket = buckets.get(at++);
            if (bucket.count() == 0) {
                continue;
            }
            reached += bucket.count();
            if (reached >= rank) {
                break;
            }
        }
        if (h.isCustom() && bucket.lower() == Double.NEGATIVE_INFINITY) {
            if (bucket.upper() <= 0) {
                return new Answer(bucket.upper(), null);
            }
            bucket = bucket.within(0, bucket.upper());
        } else if (h.isCustom() && bucket.upper() == Double.POSITIVE_INFINITY) {
            return new Answer(bucket.lower(), null);
        } else if (!h.isCustom() && bucket.lower() < 0 && bucket.upper() > 0) {
            bucket = natural(bucket, h);
        }
        reached = Math.min(reached, h.count());
        if (reached < rank) {
            return nan
                    ? new Answer(Double.NaN, Remark.NAN_RESULT)
                    : new Answer(bucket.upper(), null);
        }
        double within = forward ? rank - (reached - bucket.count()) : reached - rank;
        Remark remark = nan && misses(h, reached, buckets, at) ? Remark.NAN_SKEW : null;
        return new Answer(inside(h, bucket, within / bucket.count()), remark);
    }

    /** The zero bucket of a histogram that has one side only reaches to that side only. */
    private static Bucket natural(Bucket zero, Histogram h) {
        if (h.negative().size() == 0 && h.positive().size() > 0) {
            return zero.within(0, zero.upper());
        }
        if (h.positive().size() == 0 && h.negative().size() > 0) {
            return zero.within(zero.lower(), 0);
        }
        return zero;
    }

    private static boolean misses(Histogram h, double reached, List<Bucket> buckets, int from) {
        double all = reached;
        for (int i = from; i < buckets.size(); i++) {
            all += buckets.get(i).count();
        }
        return all < h.count();
    }

    private static double inside(Histogram h, Bucket bucket, double share) {
        if (h.isCustom() || bucket.lower() <= 0 && bucket.upper() >= 0) {
            return bucket.lower() + (bucket.upper() - bucket.lower()) * share;
        }
        double logLower = Exponents.log2(Math.abs(bucket.lower()));
        double logUpper = Exponents.log2(Math.abs(bucket.upper()));
        return bucket.lower() > 0
                ? Math.pow(2, logLower + (logUpper - logLower) * share)
                : -Math.pow(2, logUpper + (logLower - logUpper) * (1 - share));
    }

    /** The share of observations between two values. */
    public static Answer between(double lower, double upper, Histogram h) {
        if (h.count() == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
            return new Answer(Double.NaN, null);
        }
        if (lower >= upper) {
            return new Answer(0, null);
        }
        List<Bucket> buckets = h.buckets();
        double all = h.count();
        Remark remark = null;
        if (Double.isNaN(h.sum())) {
            all = buckets.stream().mapToDouble(Bucket::count).sum();
            remark = all < h.count() ? Remark.NAN_SKEW : null;
        }
        double below = Math.min(below(lower, buckets, h), all);
        double upTo = Math.min(below(upper, buckets, h), all);
        return new Answer((upTo - below) / h.count(), remark);
    }

    /** How many observations lie below a value. */
    private static double below(double value, List<Bucket> buckets, Histogram h) {
        double rank = 0;
        for (Bucket found : buckets) {
            boolean zero = found.lower() <= 0 && found.upper() >= 0;
            Bucket b = zero ? natural(found, h) : found;
            if (b.lower() >= value) {
                return rank;
            }
            if (b.upper() > value) {
                boolean linear = h.isCustom() || zero;
                return linear && b.lower() == Double.NEGATIVE_INFINITY
                        ? b.count()
                        : rank + b.count() * b.shareBelow(value, linear);
            }
            rank += b.count();
        }
        return Double.POSITIVE_INFINITY;
    }

    /** The variance, each bucket taken as if all of it lay in its middle. */
    public static double variance(Histogram h) {
        double mean = h.sum() / h.count();
        Kahan sum = new Kahan(0);
        for (Bucket b : h.buckets()) {
            if (b.count() == 0) {
                continue;
            }
            double middle;
            if (h.isCustom()) {
                middle = (b.upper() + b.lower()) / 2;
            } else if (b.lower() <= 0 && b.upper() >= 0) {
                middle = 0;
            } else {
                double geometric = Math.sqrt(b.upper() * b.lower());
                middle = b.upper() < 0 ? -geometric : geometric;
            }
            double delta = middle - mean;
            sum.add(b.count() * delta * delta);
        }
        return sum.value() / h.count();
    }
}
