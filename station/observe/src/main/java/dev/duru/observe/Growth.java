package dev.duru.observe;

import dev.duru.tsdb.Series;

/**
 * How much a counter grew in a window, exactly: gates judge by tens of requests, where PromQL's
 * extrapolation would invent some.
 */
final class Growth {
    private Growth() {}

    /**
     * What was gained between two times.
     *
     * @param series with its samples from some time before the window on
     * @param firstScrapeMillis a series that is younger than this began at 0; of an older one, what
     *     it had before its first sample is not known and not counted
     */
    static double of(Series series, long fromMillis, long toMillis, long firstScrapeMillis) {
        double gained = 0;
        double before = series.times()[0] > firstScrapeMillis ? 0 : series.values()[0];
        for (int i = 0; i < series.size(); i++) {
            double value = series.values()[i];
            long time = series.times()[i];
            if (time > toMillis) {
                break;
            }
            if (time > fromMillis) {
                gained += value < before ? value : value - before;
            }
            before = value;
        }
        return gained;
    }
}
