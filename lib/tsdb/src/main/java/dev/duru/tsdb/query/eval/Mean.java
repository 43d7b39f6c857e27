package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.Kahan;

/**
 * The mean of numbers. Divides the sum as long as that does not overflow, and goes on with a
 * running mean where it would.
 */
final class Mean {
    private final Kahan sum = new Kahan(0);
    private double number;
    private boolean running;

    void add(double value) {
        number++;
        if (number == 1) {
            sum.set(value, 0);
            return;
        }
        if (!running) {
            double before = sum.rough();
            double lost = sum.lost();
            sum.add(value);
            if (!Double.isInfinite(sum.rough())) {
                return;
            }
            running = true;
            sum.set(before / (number - 1), lost / (number - 1));
        }
        sum.scale((number - 1) / number).add(value / number);
    }

    double value() {
        return running ? sum.rough() + sum.lost() : sum.rough() / number + sum.lost() / number;
    }
}
