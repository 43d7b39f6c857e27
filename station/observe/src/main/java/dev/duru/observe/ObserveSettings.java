package dev.duru.observe;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much is measured and kept.
 *
 * @param scrapeEvery the pause between two readings of the edge
 * @param retention how long samples are kept
 * @param mostSeries of the store; more are refused and counted
 * @param mostLines of each environment's output; the oldest make room
 * @param followEvery the pause between two looks at the output files
 * @param version Duru's own, for its metrics
 * @param folder where samples are kept over a restart; null to keep them in memory only
 * @param prometheus a configuration in Prometheus' format: scrapes, rules, remote write; null for
 *     none
 * @param alertmanager a configuration in Alertmanager's format: routes and receivers; null for none
 */
public record ObserveSettings(
        Duration scrapeEvery,
        Duration retention,
        int mostSeries,
        int mostLines,
        Duration followEvery,
        String version,
        @Nullable Path folder,
        @Nullable Path prometheus,
        @Nullable Path alertmanager) {
    /** Without configurations of others. */
    public ObserveSettings(
            Duration scrapeEvery,
            Duration retention,
            int mostSeries,
            int mostLines,
            Duration followEvery,
            String version,
            @Nullable Path folder) {
        this(
                scrapeEvery,
                retention,
                mostSeries,
                mostLines,
                followEvery,
                version,
                folder,
                null,
                null);
    }

    /** With samples in memory only. */
    public ObserveSettings(
            Duration scrapeEvery,
            Duration retention,
            int mostSeries,
            int mostLines,
            Duration followEvery,
            String version) {
        this(scrapeEvery, retention, mostSeries, mostLines, followEvery, version, null, null, null);
    }

    /** What is right for one machine. */
    public static ObserveSettings standard(String version) {
        return new ObserveSettings(
                Duration.ofSeconds(1),
                Duration.ofDays(15),
                20_000,
                200_000,
                Duration.ofMillis(300),
                version);
    }
}
