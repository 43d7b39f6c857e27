package dev.duru.tsdb;

/** Quantiles of cumulative histograms, as Prometheus reckons them. */
public final class Quantiles {
    private Quantiles() {}

    /**
     * The value below which a share of the observations lie, taken as spread evenly in its bucket.
     *
     * @param share 0 to 1
     * @param bounds upper bounds, growing, the last one +Inf
     * @param cumulative observations at or below each bound
     * @return NaN without observations or with less than two buckets; the highest finite bound when
     *     the value lies above it; an infinity when the share is out of range
     */
    public static double of(double share, double[] bounds, double[] cumulative) {
        int last = bounds.length - 1;
        if (Double.isNaN(share) || last < 1 || bounds[last] != Double.POSITIVE_INFINITY) {
            return Double.NaN;
        }
        if (share < 0 || share > 1) {
            return share < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double total = cumulative[last];
        if (!(total > 0)) {
            return Double.NaN;
        }
        double rank = share * total;
        int bucket = 0;
        double below = 0;
        while (bucket < last && cumulative[bucket] < rank) {
            below = Math.max(below, cumulative[bucket]);
            bucket++;
        }
        if (bucket == last) {
            return bounds[last - 1];
        }
        if (bucket == 0 && bounds[0] <= 0) {
            return bounds[0];
        }
        double start = bucket == 0 ? 0 : bounds[bucket - 1];
        double count = cumulative[bucket] - below;
        return count <= 0 ? start : start + (bounds[bucket] - start) * ((rank - below) / count);
    }
}
