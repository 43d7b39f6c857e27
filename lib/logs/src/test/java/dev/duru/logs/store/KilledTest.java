package dev.duru.logs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.logs.Draft;
import dev.duru.logs.LogEntry;
import dev.duru.logs.Origin;
import dev.duru.logs.query.LogExpr;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that takes lines in is killed; what it has acknowledged is there. */
class KilledTest {
    private static final int TIMES = Integer.getInteger("duru.kills", 12);

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

        /** Takes the folder, and the number of the next line. */
        @SuppressWarnings("SystemOut")
        public static void main(String[] args) {
            Origin origin = new Origin(Map.of("environment", "production"));
            Random random = new Random();
            int next = Integer.parseInt(args[1]);
            LogStore store = LogStore.open(settings(Path.of(args[0])));
            while (true) {
                List<Draft> drafts = new ArrayList<>();
                for (int i = random.nextInt(400) + 1; i > 0; i--) {
                    drafts.add(
                            new Draft(
                                    Fabric.START + next,
                                    origin,
                                    "line " + next + " " + "y".repeat(random.nextInt(900))));
                    next++;
                }
                store.append(drafts, Map.of("next", String.valueOf(next)));
                System.out.println(next);
            }
        }
    }

    @Test
    void noAcknowledgedLineIsLost() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int next = 0;
        for (int i = 0; i < TIMES; i++) {
            Process child =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xshare:auto",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Child.class.getName(),
                                    folder.toString(),
                                    String.valueOf(next))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            int acknowledged = next;
            try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
                for (int lines = random.nextInt(60) + 1; lines > 0; lines--) {
                    String line = out.readLine();
                    assertThat(line).as("seed %s, child %s", seed, i).isNotNull();
                    acknowledged = Integer.parseInt(line);
                }
                child.destroyForcibly();
            }
            child.waitFor();
            next = verified(acknowledged, "seed " + seed + ", child " + i);
        }
    }

    /**
     * Each line once and in order, at least those that were acknowledged, and the mark with them.
     */
    private int verified(int acknowledged, String when) {
        try (LogStore store = LogStore.open(settings(folder))) {
            int mark = Integer.parseInt(store.marks().getOrDefault("next", "0"));
            assertThat(mark).as(when).isGreaterThanOrEqualTo(acknowledged);
            List<LogEntry> all = new ArrayList<>();
            store.scan(new LogExpr.All(), 0, Long.MAX_VALUE, Duration.ofMinutes(2), all::add);
            all.sort(java.util.Comparator.comparingLong(LogEntry::id));
            assertThat(all).as(when).hasSize(mark);
            for (int i = 0; i < mark; i++) {
                assertThat(all.get(i).text()).as(when).startsWith("line " + i + " ");
            }
            assertThat(store.damagedBytes()).as(when).isZero();
            return mark;
        }
    }
}
