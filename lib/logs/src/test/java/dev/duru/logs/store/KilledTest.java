package dev.duru.logs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.logs.Draft;
import dev.duru.logs.LogEntry;
import dev.duru.logs.Origin;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.query.QueryParser;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that takes lines in, searches, and opens its store again and again, is killed at seeded
 * moments; what it has acknowledged is there, once and in order, and the index finds it. As many
 * times as fit into some seconds; {@code -Dduru.kills=200} for so many.
 */
class KilledTest {
    private static final int TIMES = Integer.getInteger("duru.kills", 0);
    private static final int LEAST = 5;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final Duration SEARCH = Duration.ofMinutes(2);

    @TempDir Path folder;

    private static StoreSettings settings(Path folder) {
        return new StoreSettings(
                folder,
                64 * 1024,
                Long.MAX_VALUE,
                Duration.ofDays(20_000),
                0,
                () -> Long.MAX_VALUE);
    }

    /** The program: keeps lines, and prints how many it has kept. */
    public static final class Child {
        private Child() {}

        /** Takes the folder, the number of the next line, and a seed. */
        @SuppressWarnings("SystemOut")
        public static void main(String[] args) {
            Origin origin = new Origin(Map.of("environment", "production"));
            Random random = new Random(Long.parseLong(args[2]));
            int next = Integer.parseInt(args[1]);
            LogStore store = LogStore.open(settings(Path.of(args[0])));
            while (true) {
                List<Draft> drafts = new ArrayList<>();
                for (int i = random.nextInt(200) + 1; i > 0; i--) {
                    drafts.add(
                            new Draft(
                                    Fabric.START + next,
                                    origin,
                                    "line " + next + " " + "y".repeat(random.nextInt(400))));
                    next++;
                }
                store.append(drafts, Map.of("next", String.valueOf(next)));
                System.out.println(next);
                if (random.nextInt(4) == 0) {
                    store.find(Search.newest(new LogExpr.All(), 1));
                }
                if (random.nextInt(10) == 0) {
                    store.close();
                    store = LogStore.open(settings(Path.of(args[0])));
                }
            }
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void noAcknowledgedLineIsLost() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long end = System.nanoTime() + LONG_ENOUGH.toNanos();
        int next = 0;
        int kill = 0;
        while (TIMES > 0 ? kill < TIMES : kill < LEAST || System.nanoTime() < end) {
            String when = "seed " + seed + ", child " + kill;
            int acknowledged = killed(next, random, when);
            next = verified(next, acknowledged, when);
            kill++;
        }
        try (LogStore store = LogStore.open(settings(folder))) {
            assertInOrder(store, 0, next, "seed " + seed + ", in the end");
        }
        System.out.printf("killed log store: seed %d, %d kills, %d lines%n", seed, kill, next);
    }

    /** How many lines were acknowledged when the program was killed. */
    private int killed(int next, Random random, String when) throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName(),
                                folder.toString(),
                                String.valueOf(next),
                                String.valueOf(random.nextLong()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        int acknowledged = next;
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            for (int lines = random.nextInt(40) + 1; lines > 0; lines--) {
                String line = out.readLine();
                assertThat(line).as(when).isNotNull();
                acknowledged = Integer.parseInt(line);
            }
            assertThat(child.waitFor(random.nextInt(8_000), TimeUnit.MICROSECONDS)).isFalse();
            child.destroyForcibly();
        }
        child.waitFor();
        return acknowledged;
    }

    /**
     * Each new line once and in order, at least those that were acknowledged, and the mark with
     * them; of all lines there are as many as there should be.
     */
    private int verified(int before, int acknowledged, String when) {
        try (LogStore store = LogStore.open(settings(folder))) {
            int mark = Integer.parseInt(store.marks().getOrDefault("next", "0"));
            assertThat(mark).as(when).isGreaterThanOrEqualTo(acknowledged);
            assertInOrder(store, before, mark, when);
            assertThat(counted(store, new LogExpr.All())).as(when).isEqualTo(mark);
            for (int line : new int[] {before, acknowledged - 1, mark - 1}) {
                assertThat(counted(store, QueryParser.parse("\"line " + line + "\"")))
                        .as("%s: line %s", when, line)
                        .isEqualTo(1);
            }
            assertThat(store.damagedBytes()).as(when).isZero();
            return mark;
        }
    }

    private static long counted(LogStore store, LogExpr expr) {
        return store.counts(expr, 0, Long.MAX_VALUE, 1, SEARCH).total();
    }

    private static void assertInOrder(LogStore store, int from, int to, String when) {
        List<LogEntry> all = new ArrayList<>();
        store.scan(new LogExpr.All(), Fabric.START + from, Long.MAX_VALUE, SEARCH, all::add);
        all.sort(Comparator.comparingLong(LogEntry::id));
        assertThat(all).as(when).hasSize(to - from);
        for (int i = from; i < to; i++) {
            assertThat(all.get(i - from).text()).as(when).startsWith("line " + i + " ");
        }
    }
}
