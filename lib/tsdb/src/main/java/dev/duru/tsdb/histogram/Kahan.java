package dev.duru.tsdb.histogram;

/**
 * A running sum that keeps the digits which each addition would lose (Kahan and Babuška as improved
 * by Neumaier).
 */
public final class Kahan {
    private double sum;
    private double lost;

    /** A sum that begins at a value. */
    public Kahan(double start) {
        this.sum = start;
    }

    /** A sum with what it lost so far. */
    public Kahan(double sum, double lost) {
        this.sum = sum;
        this.lost = lost;
    }

    /** Adds a value. */
    public Kahan add(double value) {
        double next = sum + value;
        if (Double.isInfinite(next)) {
            lost = 0;
        } else if (Math.abs(sum) >= Math.abs(value)) {
            lost += (sum - next) + value;
        } else {
            lost += (value - next) + sum;
        }
        sum = next;
        return this;
    }

    /** Makes the sum so many times as large. */
    public Kahan scale(double factor) {
        sum *= factor;
        lost *= factor;
        return this;
    }

    /** The sum without what was lost. */
    public double rough() {
        return sum;
    }

    /** What was lost. */
    public double lost() {
        return lost;
    }

    /** The sum. */
    public double value() {
        return Double.isInfinite(sum) ? sum : sum + lost;
    }

    /** Takes another sum's state. */
    public void set(double newSum, double newLost) {
        sum = newSum;
        lost = newLost;
    }
}
