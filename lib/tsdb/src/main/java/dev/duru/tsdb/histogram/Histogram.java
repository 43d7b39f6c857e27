package dev.duru.tsdb.histogram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A distribution: counts in buckets, their number and their sum. Immutable. */
public final class Histogram {
    /** The schema of histograms whose bounds are listed. */
    public static final int CUSTOM = -53;

    private static final double[] NO_BOUNDS = {};

    private final CounterReset reset;
    private final int schema;
    private final Totals totals;
    private final Buckets positive;
    private final Buckets negative;
    private final double[] bounds;

    /**
     * What a histogram has beside its buckets.
     *
     * @param zeroThreshold up to where, in both directions, the zero bucket reaches
     * @param zeroCount observations in the zero bucket
     * @param count of all observations
     * @param sum of all observations; the stale marker says that the series ended
     */
    public record Totals(double zeroThreshold, double zeroCount, double count, double sum) {
        Totals withCount(double newCount, double newSum) {
            return new Totals(zeroThreshold, zeroCount, newCount, newSum);
        }

        Totals withZero(double threshold, double newZeroCount) {
            return new Totals(threshold, newZeroCount, count, sum);
        }
    }

    Histogram(
            CounterReset reset,
            int schema,
            Totals totals,
            Buckets positive,
            Buckets negative,
            double[] bounds) {
        this.reset = reset;
        this.schema = schema;
        this.totals = totals;
        this.positive = positive;
        this.negative = negative;
        this.bounds = bounds;
    }

    /**
     * With exponential buckets.
     *
     * @param schema -4 to 8: each power of two is cut into 2^schema buckets; bucket 0 ends at 1
     */
    public static Histogram exponential(
            CounterReset reset, int schema, Totals totals, Buckets positive, Buckets negative) {
        return new Histogram(reset, schema, totals, positive, negative, NO_BOUNDS);
    }

    /**
     * With custom buckets.
     *
     * @param bounds growing upper bounds; one more bucket reaches from the last to infinity
     */
    public static Histogram custom(
            CounterReset reset, double count, double sum, Buckets buckets, double[] bounds) {
        return new Histogram(
                reset, CUSTOM, new Totals(0, 0, count, sum), buckets, Buckets.NONE, bounds.clone());
    }

    /** A stale marker: from here on the series is not there. */
    public static Histogram stale(double marker) {
        return exponential(
                CounterReset.UNKNOWN, 0, new Totals(0, 0, 0, marker), Buckets.NONE, Buckets.NONE);
    }

    /** The same without observations. */
    public Histogram zero() {
        return new Histogram(
                CounterReset.UNKNOWN,
                schema,
                new Totals(totals.zeroThreshold(), 0, 0, 0),
                Buckets.NONE,
                Buckets.NONE,
                bounds);
    }

    /** Number of observations. */
    public double count() {
        return totals.count();
    }

    /** Sum of observations. */
    public double sum() {
        return totals.sum();
    }

    /** What it has beside its buckets. */
    public Totals totals() {
        return totals;
    }

    /** The schema, {@link #CUSTOM} where bounds are listed. */
    public int schema() {
        return schema;
    }

    /** Whether its bounds are listed. */
    public boolean isCustom() {
        return schema == CUSTOM;
    }

    /** What is known about the histogram before it. */
    public CounterReset reset() {
        return reset;
    }

    /** Buckets above the zero bucket, or all custom buckets. */
    public Buckets positive() {
        return positive;
    }

    /** Buckets below the zero bucket, by distance from 0. */
    public Buckets negative() {
        return negative;
    }

    /** The bounds of custom buckets, a copy; empty for exponential ones. */
    public double[] bounds() {
        return bounds.clone();
    }

    double[] sharedBounds() {
        return bounds;
    }

    /** With another hint about the histogram before it. */
    public Histogram with(CounterReset hint) {
        return hint == reset
                ? this
                : new Histogram(hint, schema, totals, positive, negative, bounds);
    }

    /** Only number and sum, for those who ask for no more. */
    public Histogram withoutBuckets() {
        return new Histogram(
                reset,
                schema,
                new Totals(0, 0, totals.count(), totals.sum()),
                Buckets.NONE,
                Buckets.NONE,
                NO_BOUNDS);
    }

    /** Without empty buckets. */
    public Histogram compact() {
        Buckets p = positive.compact();
        Buckets n = negative.compact();
        return p.size() == positive.size() && n.size() == negative.size()
                ? this
                : new Histogram(reset, schema, totals, p, n, bounds);
    }

    /** All counts and the sum so many times as large. A negative factor makes a gauge. */
    public Histogram times(double factor) {
        return new Histogram(
                factor < 0 ? CounterReset.GAUGE : reset,
                schema,
                new Totals(
                        totals.zeroThreshold(),
                        totals.zeroCount() * factor,
                        totals.count() * factor,
                        totals.sum() * factor),
                positive.scaled(factor),
                negative.scaled(factor),
                bounds);
    }

    /** All counts and the sum divided. By 0 no bucket is left. */
    public Histogram over(double divisor) {
        return new Histogram(
                divisor < 0 ? CounterReset.GAUGE : reset,
                schema,
                new Totals(
                        totals.zeroThreshold(),
                        totals.zeroCount() / divisor,
                        totals.count() / divisor,
                        totals.sum() / divisor),
                divisor == 0 ? Buckets.NONE : positive.divided(divisor),
                divisor == 0 ? Buckets.NONE : negative.divided(divisor),
                bounds);
    }

    /** In the buckets of a coarser schema. */
    public Histogram coarser(int newSchema) {
        return newSchema == schema
                ? this
                : new Histogram(
                        CounterReset.UNKNOWN,
                        newSchema,
                        totals,
                        positive.coarser(schema - newSchema).settled(),
                        negative.coarser(schema - newSchema).settled(),
                        bounds);
    }

    /** The i-th bucket above the zero bucket. */
    Bucket positiveBucket(int i) {
        int index = positive.index(i);
        if (isCustom()) {
            return new Bucket(
                    index == 0 ? Double.NEGATIVE_INFINITY : bounds[index - 1],
                    index == bounds.length ? Double.POSITIVE_INFINITY : bounds[index],
                    index == 0,
                    true,
                    positive.count(i));
        }
        return new Bucket(
                Exponents.bound(index - 1, schema),
                Exponents.bound(index, schema),
                false,
                true,
                positive.count(i));
    }

    /** The i-th bucket below the zero bucket, by distance from 0. */
    Bucket negativeBucket(int i) {
        int index = negative.index(i);
        return new Bucket(
                -Exponents.bound(index, schema),
                -Exponents.bound(index - 1, schema),
                true,
                false,
                negative.count(i));
    }

    Bucket zeroBucket() {
        return new Bucket(
                -totals.zeroThreshold(), totals.zeroThreshold(), true, true, totals.zeroCount());
    }

    /** All buckets from the lowest to the highest; none reaches into the zero bucket. */
    public List<Bucket> buckets() {
        List<Bucket> all = new ArrayList<>(positive.size() + negative.size() + 1);
        double zero = totals.zeroThreshold();
        for (int i = negative.size() - 1; i >= 0; i--) {
            Bucket b = negativeBucket(i);
            all.add(b.upper() < 0 && b.upper() > -zero ? b.within(b.lower(), -zero) : b);
        }
        if (totals.zeroCount() > 0) {
            all.add(zeroBucket());
        }
        for (int i = 0; i < positive.size(); i++) {
            Bucket b = positiveBucket(i);
            all.add(b.lower() > 0 && b.lower() < zero ? b.within(zero, b.upper()) : b);
        }
        return all;
    }

    /** Whether the counts show that the series began again between an older histogram and this. */
    public boolean startedAgainAfter(Histogram older) {
        return Resets.between(older, this);
    }

    /**
     * With what a store knows when this follows another histogram of its series: that it did not
     * begin again, or nothing. Stale markers are nobody's followers.
     */
    public Histogram following(@Nullable Histogram older) {
        return with(Resets.following(older, this));
    }

    /** Whether any number in it is infinite. */
    boolean hasInfinity() {
        return Double.isInfinite(totals.zeroCount())
                || Double.isInfinite(totals.count())
                || Double.isInfinite(totals.sum())
                || positive.hasInfinity()
                || negative.hasInfinity();
    }

    /** Whether buckets, counts and sum are the same bit for bit; hints do not matter. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Histogram that
                && schema == that.schema
                && totals.equals(that.totals)
                && Arrays.equals(bounds, that.bounds)
                && positive.equals(that.positive)
                && negative.equals(that.negative);
    }

    @Override
    public int hashCode() {
        return 31 * totals.hashCode() + positive.hashCode();
    }

    /** With its populated buckets: {@code {count:3, sum:4.5, (1,2]:3}}. */
    @Override
    public String toString() {
        return HistogramText.shown(this);
    }
}
