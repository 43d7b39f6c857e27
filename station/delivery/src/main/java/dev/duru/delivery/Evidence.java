package dev.duru.delivery;

/**
 * Whether counts are more than chance, however often one looks. Pure.
 *
 * <p>Each method gives the natural logarithm of an e-value: a number that a release which keeps the
 * bound brings above {@code x} at any time with a probability of at most {@code 1/x} (Ville's
 * inequality for the likelihood ratio, which is a supermartingale there; see Ramdas, Grünwald, Vovk
 * and Shafer, "Game-theoretic statistics and safe anytime-valid inference", 2023). So it may be
 * looked at after each request, and the first look at which it is above {@link #needed} counts.
 *
 * <p>The alternative is not known, so the likelihood ratios against several are averaged; an
 * average of e-values is one.
 */
final class Evidence {
    /** A gate takes back a release that is good in at most this share of rollouts. */
    static final double FALSE_ALARM = 0.01;

    private static final double[] ODDS = {1.5, 2, 3, 5, 8, 15, 30, 80, 250, 1000};

    private Evidence() {}

    /** What the logarithm must reach for a false alarm in at most such a share of rollouts. */
    static double needed(double falseAlarm) {
        return -Math.log(falseAlarm);
    }

    /**
     * Against "at most this share of the requests is hit".
     *
     * @param hits of {@code of}
     * @param bound from 0 to 1, both excluded
     */
    static double above(long hits, long of, double bound) {
        if (hits <= 0 || of <= 0) {
            return 0;
        }
        double[] logs = new double[ODDS.length];
        for (int i = 0; i < ODDS.length; i++) {
            double odds = ODDS[i] * bound / (1 - bound);
            double share = odds / (1 + odds);
            logs[i] =
                    hits * Math.log(share / bound)
                            + (of - hits) * Math.log((1 - share) / (1 - bound));
        }
        return mean(logs);
    }

    /**
     * Against "the candidate is hit at most {@code times} as often as the stable release". Of all
     * hits, so many are the candidate's by chance as its requests, times the factor, are of all
     * requests so weighted: each hit is a draw from that.
     *
     * @param hits of {@code of} requests of the candidate
     * @param stableHits of {@code stableOf} requests of the stable release in the same time
     */
    static double moreOften(long hits, long of, long stableHits, long stableOf, double times) {
        if (of <= 0 || stableOf <= 0) {
            return 0;
        }
        double bound = times * of / (times * of + stableOf);
        return above(hits, hits + stableHits, bound);
    }

    /**
     * How far the share of requests beyond a quantile that was measured may be from the true one
     * (Dvoretzky, Kiefer and Wolfowitz, with Massart's constant), at any of the looks.
     */
    static double quantileDoubt(long of, double falseAlarm) {
        double looks = 1 + Math.log(Math.max(1, of)) / Math.log(2);
        return Math.sqrt((Math.log(1 / falseAlarm) + 2 * Math.log(looks)) / Math.max(1, of));
    }

    /** The logarithm of the mean of what these are logarithms of. */
    private static double mean(double[] logs) {
        double most = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            most = Math.max(most, log);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - most);
        }
        return most + Math.log(sum / logs.length);
    }
}
