package dev.duru.tsdb.histogram;

/** What a zero bucket holds when it must reach further than it does. */
final class ZeroBuckets {
    /**
     * A wider zero bucket.
     *
     * @param threshold how far it reaches
     * @param count what it holds then
     */
    record Wider(double threshold, double count) {}

    private ZeroBuckets() {}

    /**
     * The zero bucket of a histogram when it reaches at least to a threshold. Where that lies
     * within a populated bucket, all of that bucket is taken too.
     */
    static Wider reaching(double threshold, Histogram h) {
        if (threshold == h.totals().zeroThreshold()) {
            return new Wider(threshold, h.totals().zeroCount());
        }
        double wanted = threshold;
        while (true) {
            Kahan count = new Kahan(h.totals().zeroCount());
            double next = side(h.positive(), h.schema(), wanted, count);
            double last = side(h.negative(), h.schema(), next, count);
            if (last == next) {
                return new Wider(next, count.value());
            }
            wanted = last;
        }
    }

    /** Adds up buckets below a threshold; gives the threshold that cuts no populated bucket. */
    private static double side(Buckets buckets, int schema, double threshold, Kahan count) {
        for (int i = 0; i < buckets.size(); i++) {
            if (Exponents.bound(buckets.index(i) - 1, schema) >= threshold) {
                break;
            }
            count.add(buckets.count(i));
            double upper = Exponents.bound(buckets.index(i), schema);
            if (upper > threshold) {
                return buckets.count(i) == 0 ? threshold : upper;
            }
        }
        return threshold;
    }

    /** The buckets of a side that a zero bucket does not hold. */
    static Buckets beyond(double threshold, Buckets buckets, int schema) {
        int first = 0;
        while (first < buckets.size()
                && Exponents.bound(buckets.index(first), schema) <= threshold) {
            first++;
        }
        return first == 0
                ? buckets
                : first == buckets.size() ? Buckets.NONE : buckets.from(buckets.index(first));
    }
}
