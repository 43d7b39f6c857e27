package dev.duru.tsdb.histogram;

/**
 * Cuts observations off a histogram. Buckets that the cut goes through are interpolated, and the
 * sum is estimated anew from the middles of what is left.
 */
public final class Trim {
    private final Histogram h;
    private final double cut;
    private final boolean keepLower;
    private double count;
    private double sum;
    private boolean changed;

    private Trim(Histogram h, double cut, boolean keepLower) {
        this.h = h;
        this.cut = cut;
        this.keepLower = keepLower;
    }

    /** What of a bucket stays, and where its middle lies. */
    private record Kept(double count, double middle) {}

    /** Only observations up to a value. */
    public static Histogram below(Histogram h, double value) {
        return new Trim(h, value, true).result();
    }

    /** Only observations from a value on. */
    public static Histogram above(Histogram h, double value) {
        return new Trim(h, value, false).result();
    }

    private Histogram result() {
        double[] positive = new double[h.positive().size()];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = keep(h.positiveBucket(i), true);
        }
        double[] negative = new double[h.negative().size()];
        for (int i = 0; i < negative.length; i++) {
            negative[i] = keep(h.negativeBucket(i), false);
        }
        double zero = h.totals().zeroCount();
        if (zero > 0) {
            Kept kept = zeroBucket();
            changed |= kept.count() != zero;
            zero = kept.count();
            sum += kept.middle() * zero;
            count += zero;
        }
        if (!changed) {
            return h;
        }
        return new Histogram(
                        h.reset(),
                        h.schema(),
                        new Histogram.Totals(h.totals().zeroThreshold(), zero, count, sum),
                        h.positive().withCounts(positive),
                        h.negative().withCounts(negative),
                        h.sharedBounds())
                .compact();
    }

    private double keep(Bucket b, boolean positive) {
        if (b.count() == 0) {
            return 0;
        }
        Kept kept;
        if (keepLower ? b.upper() <= cut : b.lower() >= cut) {
            kept = new Kept(b.count(), middle(b.lower(), b.upper(), positive));
        } else if (keepLower ? b.lower() < cut : b.upper() > cut) {
            kept = through(b, positive);
            changed |= kept.count() != b.count();
        } else {
            changed = true;
            return 0;
        }
        count += kept.count();
        sum += kept.middle() * kept.count();
        return kept.count();
    }

    private Kept through(Bucket b, boolean positive) {
        if (b.lower() == Double.NEGATIVE_INFINITY) {
            return fromInfinity(b);
        }
        if (b.upper() == Double.POSITIVE_INFINITY) {
            // Nobody knows how the observations lie in it: all or nothing.
            return keepLower || cut < b.lower() ? new Kept(0, b.lower()) : new Kept(b.count(), cut);
        }
        double under = b.count() * b.shareBelow(cut, h.isCustom());
        return keepLower
                ? new Kept(under, middle(b.lower(), cut, positive))
                : new Kept(b.count() - under, middle(cut, b.upper(), positive));
    }

    /** A bucket from negative infinity up begins at 0 when its upper bound is above 0. */
    private Kept fromInfinity(Bucket b) {
        boolean finite = b.upper() != Double.POSITIVE_INFINITY;
        double none = finite ? b.upper() : 0;
        if (keepLower) {
            if (cut > 0 && b.upper() > 0 && finite) {
                return new Kept(b.count() * cut / b.upper(), cut / 2);
            }
            return b.upper() <= 0 ? new Kept(b.count(), cut) : new Kept(0, none);
        }
        return cut >= 0 && finite
                ? new Kept(b.count() * (1 - cut / b.upper()), (cut + b.upper()) / 2)
                : new Kept(0, none);
    }

    private Kept zeroBucket() {
        boolean hasPositive = !h.positive().isEmpty();
        boolean hasNegative = !h.negative().isEmpty();
        Bucket zero = h.zeroBucket();
        double upper = hasNegative && !hasPositive ? 0 : zero.upper();
        double lower = hasPositive && !hasNegative ? 0 : zero.lower();
        if (keepLower ? cut <= lower : cut >= upper) {
            return new Kept(0, 0);
        }
        if (keepLower ? cut >= upper : cut <= lower) {
            return new Kept(zero.count(), (lower + upper) / 2);
        }
        double share =
                keepLower ? (cut - lower) / (upper - lower) : (upper - cut) / (upper - lower);
        return new Kept(zero.count() * share, keepLower ? (lower + cut) / 2 : (cut + upper) / 2);
    }

    private double middle(double lower, double upper, boolean positive) {
        if (Double.isInfinite(lower)) {
            return Double.isInfinite(upper) ? 0 : upper > 0 ? upper / 2 : upper;
        }
        if (Double.isInfinite(upper)) {
            return lower;
        }
        if (h.isCustom()) {
            return (lower + upper) / 2;
        }
        double geometric = Math.sqrt(Math.abs(lower * upper));
        return positive ? geometric : -geometric;
    }
}
