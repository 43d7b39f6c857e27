package dev.duru.tsdb.histogram;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Adds histograms up. Not safe for many threads. */
public final class HistogramSum {
    /** What had to be put right to add two histograms. */
    public enum Remark {
        /** One had begun again, the other had not. */
        RESETS_COLLIDE,
        /** Custom bounds differed; those that both have remained. */
        BOUNDS_RECONCILED
    }

    private CounterReset reset;
    private int schema;
    private double zeroThreshold;
    private final Kahan zeroCount;
    private final Kahan count;
    private final Kahan sum;
    private Buckets positive;
    private Buckets negative;
    private double[] bounds;

    /** A sum that begins with one histogram. */
    public HistogramSum(Histogram first) {
        reset = first.reset();
        schema = first.schema();
        zeroThreshold = first.totals().zeroThreshold();
        zeroCount = new Kahan(first.totals().zeroCount());
        count = new Kahan(first.count());
        sum = new Kahan(first.sum());
        positive = first.positive();
        negative = first.negative();
        bounds = first.sharedBounds();
    }

    private HistogramSum(HistogramSum other) {
        reset = other.reset;
        schema = other.schema;
        zeroThreshold = other.zeroThreshold;
        zeroCount = new Kahan(other.zeroCount.rough(), other.zeroCount.lost());
        count = new Kahan(other.count.rough(), other.count.lost());
        sum = new Kahan(other.sum.rough(), other.sum.lost());
        positive = other.positive;
        negative = other.negative;
        bounds = other.bounds;
    }

    /** The same so far; from here on on its own. */
    public HistogramSum copy() {
        return new HistogramSum(this);
    }

    /** Whether a histogram can be added: exponential and custom buckets do not mix. */
    public boolean takes(Histogram other) {
        return (schema == Histogram.CUSTOM) == other.isCustom();
    }

    /** Adds a histogram that it {@link #takes}. */
    public Set<Remark> add(Histogram other) {
        return combine(other, 1);
    }

    /** Takes away a histogram that it {@link #takes}. */
    public Set<Remark> subtract(Histogram other) {
        return combine(other, -1);
    }

    private Set<Remark> combine(Histogram other, double sign) {
        EnumSet<Remark> remarks = EnumSet.noneOf(Remark.class);
        if (hintsCollide(other.reset())) {
            remarks.add(Remark.RESETS_COLLIDE);
        }
        if (schema == Histogram.CUSTOM) {
            combineCustom(other, sign, remarks);
        } else {
            combineExponential(other, sign);
        }
        count.add(sign * other.count());
        sum.add(sign * other.sum());
        return remarks;
    }

    private void combineCustom(Histogram other, double sign, Set<Remark> remarks) {
        if (Arrays.equals(bounds, other.sharedBounds())) {
            positive = positive.plus(other.positive(), sign);
            return;
        }
        remarks.add(Remark.BOUNDS_RECONCILED);
        double[] common = common(bounds, other.sharedBounds());
        positive =
                positive.rebound(bounds, common)
                        .plus(other.positive().rebound(other.sharedBounds(), common), sign)
                        .compact();
        bounds = common;
    }

    private void combineExponential(Histogram other, double sign) {
        zeroCount.add(sign * reconcileZero(other));
        Buckets otherPositive = other.positive();
        Buckets otherNegative = other.negative();
        if (other.schema() < schema) {
            positive = positive.coarser(schema - other.schema());
            negative = negative.coarser(schema - other.schema());
            schema = other.schema();
        } else {
            otherPositive = otherPositive.coarser(other.schema() - schema);
            otherNegative = otherNegative.coarser(other.schema() - schema);
        }
        positive = positive.plus(ZeroBuckets.beyond(zeroThreshold, otherPositive, schema), sign);
        negative = negative.plus(ZeroBuckets.beyond(zeroThreshold, otherNegative, schema), sign);
    }

    /** Widens the zero bucket until it fits both, and tells what the other's would then hold. */
    private double reconcileZero(Histogram other) {
        ZeroBuckets.Wider theirs =
                new ZeroBuckets.Wider(other.totals().zeroThreshold(), other.totals().zeroCount());
        while (theirs.threshold() != zeroThreshold) {
            if (zeroThreshold > theirs.threshold()) {
                theirs = ZeroBuckets.reaching(zeroThreshold, other);
            }
            if (theirs.threshold() > zeroThreshold) {
                ZeroBuckets.Wider mine = ZeroBuckets.reaching(theirs.threshold(), value());
                zeroThreshold = mine.threshold();
                zeroCount.set(mine.count(), 0);
                positive = ZeroBuckets.beyond(zeroThreshold, positive, schema).compact();
                negative = ZeroBuckets.beyond(zeroThreshold, negative, schema).compact();
            }
        }
        return theirs.count();
    }

    /** A gauge makes gauges, the unknown spreads, and reset and not reset collide. */
    private boolean hintsCollide(CounterReset other) {
        if (other == reset || reset == CounterReset.GAUGE) {
            return false;
        }
        if (other == CounterReset.GAUGE) {
            reset = CounterReset.GAUGE;
            return false;
        }
        boolean collide = reset != CounterReset.UNKNOWN && other != CounterReset.UNKNOWN;
        reset = CounterReset.UNKNOWN;
        return collide;
    }

    /** Makes all so many times as large. */
    public HistogramSum scale(double factor) {
        zeroCount.scale(factor);
        count.scale(factor);
        sum.scale(factor);
        positive = positive.scaled(factor);
        negative = negative.scaled(factor);
        return this;
    }

    /** Whether any number became infinite. */
    public boolean hasInfinity() {
        return Double.isInfinite(zeroCount.rough())
                || Double.isInfinite(count.rough())
                || Double.isInfinite(sum.rough())
                || positive.hasInfinity()
                || negative.hasInfinity();
    }

    /** The sum. */
    public Histogram value() {
        return new Histogram(
                reset,
                schema,
                new Histogram.Totals(zeroThreshold, zeroCount.value(), count.value(), sum.value()),
                positive.settled(),
                negative.settled(),
                bounds);
    }

    /** The bounds that both have. */
    static double[] common(double[] a, double[] b) {
        return Arrays.stream(a).filter(x -> Arrays.binarySearch(b, x) >= 0).toArray();
    }
}
