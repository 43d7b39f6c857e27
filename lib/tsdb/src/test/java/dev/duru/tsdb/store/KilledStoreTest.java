package dev.duru.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.histogram.Buckets;
import dev.duru.tsdb.histogram.CounterReset;
import dev.duru.tsdb.histogram.Histogram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process takes samples, cuts blocks and puts them together, and is killed at random points. The
 * next one must find all that was acknowledged, and no block damaged.
 */
class KilledStoreTest {
    private static final int KILLS = 200;
    private static final int SERIES = 20;
    private static final long TICK = 1_000;

    /** So many ticks later comes every tenth sample of every second series. */
    private static final int LATE = 4;

    @TempDir Path folder;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void killedAtAnyPointItLosesNothingThatWasAcknowledged() throws Exception {
        long seed = System.nanoTime();
        System.out.println("killed store: seed " + seed);
        Random random = new Random(seed);
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = killed(acknowledged, random.nextInt(30), "seed " + seed);
        }
        assertThat(acknowledged).isGreaterThan(KILLS);
        try (Store store = Store.open(settings(folder))) {
            assertThat(store.blocks()).isNotEmpty();
            assertThat(Ingester.found(store, acknowledged)).isEmpty();
        }
    }

    /** Lets another process write until it has told of so many commits, and kills it. */
    private long killed(long acknowledged, int commits, String what) throws Exception {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Ingester.class.getName(),
                                folder.toString(),
                                Long.toString(acknowledged))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long told = acknowledged;
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).as("%s after %d", what, acknowledged).isEqualTo("whole");
            for (int i = 0; i < commits; i++) {
                told = Long.parseLong(said.readLine());
            }
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        return told;
    }

    static StoreSettings settings(Path folder) {
        StoreSettings usual = StoreSettings.standard(folder);
        return new StoreSettings(
                folder,
                Duration.ofDays(1_000),
                Long.MAX_VALUE,
                Duration.ofMillis(20 * TICK),
                Duration.ofMillis(10 * TICK),
                100,
                usual.limits());
    }

    /** Checks what is there, then adds a sample to each series, commits and tells, on and on. */
    static final class Ingester {
        private Ingester() {}

        private static Labels labels(int series) {
            return Labels.of("x", "series", Integer.toString(series));
        }

        private static double value(int series, long tick) {
            return series * 1e6 + tick;
        }

        private static Histogram histogram(long tick) {
            return Histogram.exponential(
                    CounterReset.UNKNOWN,
                    1,
                    new Histogram.Totals(0, 0, tick, tick),
                    Buckets.from(0, tick),
                    Buckets.NONE);
        }

        private static boolean isLate(int series, long tick) {
            return series % 2 == 1 && tick % 10 == 3;
        }

        public static void main(String[] arguments) {
            long acknowledged = Long.parseLong(arguments[1]);
            Store store = Store.open(settings(Path.of(arguments[0])));
            List<String> problems = found(store, acknowledged);
            if (!problems.isEmpty()) {
                System.out.println(problems);
                return;
            }
            System.out.println("whole");
            Semaphore due = new Semaphore(0);
            Thread upkeep =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                for (int i = 0; store.problem().isEmpty(); i++) {
                                    due.acquireUninterruptibly();
                                    store.maintain();
                                    if (i % 2 == 0) {
                                        checkpoint(store);
                                    }
                                }
                                System.out.println(store.problem());
                            });
            for (long tick = acknowledged; upkeep.isAlive(); tick++) {
                add(store, tick);
                if (!store.commit()) {
                    throw new IllegalStateException(store.problem());
                }
                System.out.println(tick + 1);
                if (tick % 5 == 0) {
                    due.release();
                }
            }
        }

        private static void checkpoint(Store store) {
            try {
                store.checkpoint();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void add(Store store, long tick) {
            for (int s = 0; s < SERIES; s++) {
                if (isLate(s, tick - LATE) && tick >= LATE) {
                    store.append(labels(s), (tick - LATE) * TICK, value(s, tick - LATE));
                }
                if (s == 0) {
                    store.add(labels(s), tick * TICK, histogram(tick));
                } else if (!isLate(s, tick)) {
                    store.append(labels(s), tick * TICK, value(s, tick));
                }
            }
            store.add(labels(1), new Exemplar(Labels.EMPTY, tick, tick * TICK));
        }

        /** What is missing or wrong of so many ticks. */
        static List<String> found(Store store, long acknowledged) {
            List<String> problems = new ArrayList<>(store.check());
            store.damage().stream()
                    .filter(d -> !d.contains("cut off") && !d.contains("does not begin"))
                    .forEach(problems::add);
            for (int s = 0; s < SERIES; s++) {
                List<Series> found =
                        store.select(
                                List.of(Matcher.equal("series", Integer.toString(s))),
                                0,
                                Long.MAX_VALUE);
                Series series =
                        found.isEmpty()
                                ? new Series(labels(s), new long[0], new double[0])
                                : found.getFirst();
                check(series, s, acknowledged, problems);
            }
            long exemplars =
                    store.exemplars(List.of(), 0, Long.MAX_VALUE).stream()
                            .mapToLong(e -> e.exemplars().size())
                            .sum();
            if (exemplars < Math.min(100, acknowledged)) {
                problems.add("only " + exemplars + " exemplars");
            }
            return problems;
        }

        private static void check(Series series, int s, long acknowledged, List<String> problems) {
            int at = 0;
            for (long tick = 0; tick < acknowledged; tick++) {
                boolean there = at < series.size() && series.times()[at] == tick * TICK;
                if (!there && (!isLate(s, tick) || tick + LATE < acknowledged)) {
                    problems.add("series " + s + " has no sample at tick " + tick);
                    return;
                }
                if (there) {
                    Histogram histogram = series.histogram(at);
                    double value = histogram == null ? series.values()[at] : histogram.sum();
                    if (value != (s == 0 ? tick : value(s, tick))) {
                        problems.add("series " + s + " is wrong at tick " + tick);
                        return;
                    }
                    at++;
                }
            }
        }
    }
}
