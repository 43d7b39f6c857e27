package dev.duru.tsdb.histogram;

import java.util.Set;

/**
 * The mean of histograms. Divides the sum as long as that does not overflow, and goes on with a
 * running mean where it would.
 */
public final class HistogramMean {
    private HistogramSum sum;
    private double number = 1;
    private boolean running;

    /** A mean that begins with one histogram. */
    public HistogramMean(Histogram first) {
        sum = new HistogramSum(first);
    }

    /** Whether a histogram can be added: exponential and custom buckets do not mix. */
    public boolean takes(Histogram other) {
        return sum.takes(other);
    }

    /** Adds a histogram that it {@link #takes}. */
    public Set<HistogramSum.Remark> add(Histogram other) {
        number++;
        if (!running) {
            HistogramSum next = sum.copy();
            Set<HistogramSum.Remark> remarks = next.add(other);
            if (!next.hasInfinity()) {
                sum = next;
                return remarks;
            }
            running = true;
            sum = new HistogramSum(sum.value().over(number - 1));
        }
        return sum.scale((number - 1) / number).add(other.over(number));
    }

    /** The mean. */
    public Histogram value() {
        return running ? sum.value() : sum.value().over(number);
    }
}
