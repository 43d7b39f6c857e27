package dev.duru.bench;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.store.Store;
import dev.duru.tsdb.store.StoreSettings;
import java.time.Duration;
import java.util.List;

/**
 * Fills the time series store with an hour of 1,000 series at one sample a second, then asks what a
 * graph asks. Prints samples a second, bytes a sample, and the time of each query.
 */
public final class TsdbBench {
    private static final int SERIES = 1_000;
    private static final int SECONDS = 3_600;
    private static final List<String> QUERIES =
            List.of(
                    "requests_total{app=\"app7\"}",
                    "sum by (app) (rate(requests_total[1m]))",
                    "sum(rate(requests_total{code=\"5\"}[1m])) / sum(rate(requests_total[1m]))");

    private TsdbBench() {}

    /** Runs once, without arguments. */
    public static void main(String[] args) {
        Store store = Store.open(StoreSettings.standard(null));
        long before = used();
        long start = System.nanoTime();
        Labels[] labels = new Labels[SERIES];
        for (int s = 0; s < SERIES; s++) {
            labels[s] = Labels.of("requests_total", "app", "app" + s / 10, "code", "" + s % 10);
        }
        for (int t = 1; t <= SECONDS; t++) {
            for (int s = 0; s < SERIES; s++) {
                store.append(labels[s], t * 1_000L, (double) t * s);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long samples = store.sampleCount();
        System.out.printf(
                "%d samples, %.1f million/s, %.1f bytes/sample%n",
                samples, samples / seconds / 1e6, (used() - before) / (double) samples);
        QueryEngine engine = new QueryEngine(store, Duration.ofMinutes(5));
        for (String query : QUERIES) {
            for (int round = 0; round < 3; round++) {
                ask(engine, query, round == 2);
            }
        }
    }

    private static void ask(QueryEngine engine, String query, boolean print) {
        long start = System.nanoTime();
        List<Series> series = engine.range(query, 60_000, SECONDS * 1_000L, 15_000);
        if (print) {
            System.out.printf(
                    "%8.1f ms, %d series, 237 steps: %s%n",
                    (System.nanoTime() - start) / 1e6, series.size(), query);
        }
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
