package dev.duru.tsdb.histogram;

import dev.duru.tsdb.number.NumberText;

/**
 * One bucket of a histogram.
 *
 * @param lower bound; may be negative infinity
 * @param upper bound; may be infinity
 * @param lowerInclusive whether an observation at the lower bound belongs to it
 * @param upperInclusive whether an observation at the upper bound belongs to it
 * @param count of observations
 */
public record Bucket(
        double lower, double upper, boolean lowerInclusive, boolean upperInclusive, double count) {
    /** With other bounds, inclusive or not as before. */
    Bucket within(double newLower, double newUpper) {
        return new Bucket(newLower, newUpper, lowerInclusive, upperInclusive, count);
    }

    /**
     * Which share of the bucket lies below a value strictly within it.
     *
     * @param linear whether observations are taken as spread evenly, or evenly over the logarithm
     */
    double shareBelow(double value, boolean linear) {
        if (linear) {
            return (value - lower) / (upper - lower);
        }
        double logLower = Exponents.log2(Math.abs(lower));
        double logUpper = Exponents.log2(Math.abs(upper));
        double logValue = Exponents.log2(Math.abs(value));
        return value > 0
                ? (logValue - logLower) / (logUpper - logLower)
                : 1 - (logValue - logUpper) / (logLower - logUpper);
    }

    /** In mathematical notation: {@code (0.5,1]:3}. */
    @Override
    public String toString() {
        return (lowerInclusive ? "[" : "(")
                + NumberText.general(lower)
                + ","
                + NumberText.general(upper)
                + (upperInclusive ? "]" : ")")
                + ":"
                + NumberText.general(count);
    }
}
