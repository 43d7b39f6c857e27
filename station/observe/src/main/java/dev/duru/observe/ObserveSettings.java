package dev.duru.observe;

import dev.duru.observe.logs.LogSettings;
import dev.duru.observe.traces.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How much is measured and kept.
 *
 * @param scrapeEvery the pause between two readings of the edge
 * @param retention how long samples are kept
 * @param mostSeries of the store; more are refused and counted
 * @param mostLogBytes of each project's lines; the oldest make room; half of it for its traces
 * @param followEvery the pause between two looks at the output files
 * @param version Duru's own, for its metrics
 * @param folder where samples and lines are kept; null to keep samples in memory only, and lines in
 *     a folder for the time being
 * @param prometheus a configuration in Prometheus' format: scrapes, rules, remote write; null for
 *     none
 * @param alertmanager a configuration in Alertmanager's format: routes and receivers; null for none
 * @param outside other programs that answer or send
 */
public record ObserveSettings(
        Duration scrapeEvery,
        Duration retention,
        int mostSeries,
        long mostLogBytes,
        Duration followEvery,
        String version,
        @Nullable Path folder,
        @Nullable Path prometheus,
        @Nullable Path alertmanager,
        Outside outside) {
    private static final Duration LONGEST_LINES = Duration.ofDays(14);

    /** With nothing outside. */
    public ObserveSettings(
            Duration scrapeEvery,
            Duration retention,
            int mostSeries,
            long mostLogBytes,
            Duration followEvery,
            String version,
            @Nullable Path folder,
            @Nullable Path prometheus,
            @Nullable Path alertmanager) {
        this(
                scrapeEvery,
                retention,
                mostSeries,
                mostLogBytes,
                followEvery,
                version,
                folder,
                prometheus,
                alertmanager,
                Outside.NONE);
    }

    /** With other programs. */
    public ObserveSettings with(Outside newOutside) {
        return new ObserveSettings(
                scrapeEvery,
                retention,
                mostSeries,
                mostLogBytes,
                followEvery,
                version,
                folder,
                prometheus,
                alertmanager,
                newOutside);
    }

    /** What is right for one machine. */
    public static ObserveSettings standard(String version) {
        return new ObserveSettings(
                Duration.ofSeconds(1),
                Duration.ofDays(15),
                20_000,
                2L << 30,
                Duration.ofMillis(300),
                version,
                null,
                null,
                null);
    }

    LogSettings logs() {
        return new LogSettings(folder("logs"), mostLogBytes, LONGEST_LINES, followEvery);
    }

    /** Spans are kept as long as lines, in half the room. */
    Traces traces(InstantSource clock) {
        return new Traces(folder("traces"), LONGEST_LINES, mostLogBytes / 2, clock);
    }

    private Path folder(String name) {
        Path kept = folder;
        try {
            return kept == null ? Files.createTempDirectory("duru-" + name) : kept.resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "there is no folder for " + name + ": " + e.getMessage(), e);
        }
    }
}
