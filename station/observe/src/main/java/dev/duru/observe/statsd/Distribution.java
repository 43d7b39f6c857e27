package dev.duru.observe.statsd;

import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Exponents;
import dev.duru.tsdb.histogram.Histogram;
import java.util.Map;
import java.util.TreeMap;

/** Values that were observed, in exponential buckets that get coarser when they are too many. */
final class Distribution {
    /** Eight buckets to a power of two: values are known to 9 percent. */
    private static final int FINE = 3;

    private static final int COARSEST = -4;
    private static final int MOST_BUCKETS = 160;

    /** Below it everything is 0: the width that Prometheus' own libraries take. */
    private static final double ZERO = Math.scalb(1.0, -128);

    private int schema = FINE;
    private double count;
    private double sum;
    private double zero;
    private TreeMap<Integer, Double> positive = new TreeMap<>();
    private TreeMap<Integer, Double> negative = new TreeMap<>();

    void observe(double value, double weight) {
        count += weight;
        sum += value * weight;
        if (Math.abs(value) <= ZERO) {
            zero += weight;
            return;
        }
        int index = (int) Math.ceil(Exponents.log2(Math.abs(value)) * Math.scalb(1.0, schema));
        (value > 0 ? positive : negative).merge(index, weight, Double::sum);
        while (positive.size() + negative.size() > MOST_BUCKETS && schema > COARSEST) {
            schema--;
            positive = halved(positive);
            negative = halved(negative);
        }
    }

    private static TreeMap<Integer, Double> halved(Map<Integer, Double> buckets) {
        TreeMap<Integer, Double> halved = new TreeMap<>();
        buckets.forEach((index, n) -> halved.merge(((index - 1) >> 1) + 1, n, Double::sum));
        return halved;
    }

    Histogram histogram() {
        return Histogram.exponential(
                CounterReset.UNKNOWN,
                schema,
                new Histogram.Totals(ZERO, zero, count, sum),
                side(positive),
                side(negative));
    }

    private static Buckets side(TreeMap<Integer, Double> buckets) {
        return Buckets.at(
                buckets.keySet().stream().mapToInt(Integer::intValue).toArray(),
                buckets.values().stream().mapToDouble(Double::doubleValue).toArray());
    }
}
