package dev.duru.logs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.logs.Draft;
import dev.duru.logs.LogsException;
import dev.duru.logs.Origin;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.query.QueryParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room, on a file system in memory of a few megabytes. */
class FullDiskTest {
    private static final int MEGABYTES = 48;
    private static final int FILLER = 40 << 20;
    private static final Origin APP = new Origin(Map.of("environment", "production"));

    @TempDir Path folder;

    private final Random random = new Random(7);
    private Path disk = Path.of("");
    private int kept;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", "" + disk),
                "only who may mount a file system can fill one");
    }

    @AfterEach
    void unmount() throws Exception {
        // Files that are still mapped keep it busy; its name goes at once.
        run("umount", "-l", disk.toString());
    }

    private static boolean run(String... argv) throws InterruptedException {
        try {
            return new ProcessBuilder(argv)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    private LogStore open() {
        return LogStore.open(
                new StoreSettings(
                        disk.resolve("store"),
                        1 << 20,
                        Long.MAX_VALUE,
                        Duration.ofDays(20_000),
                        0,
                        () -> Long.MAX_VALUE));
    }

    /** Keeps twenty lines of random words, numbered from what is kept. */
    private void append(LogStore store) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] word = new byte[200];
            random.nextBytes(word);
            drafts.add(
                    new Draft(
                            Fabric.START + kept + i,
                            APP,
                            "number " + (kept + i) + " " + HexFormat.of().formatHex(word)));
        }
        store.append(drafts, Map.of("kept", String.valueOf(kept + 20)));
        kept += 20;
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static long counted(LogStore store, LogExpr expr) {
        return store.counts(expr, 0, Long.MAX_VALUE, 1, Duration.ofMinutes(1)).total();
    }

    @Test
    void itStopsTakingSaysSoLosesNothingAndGoesOnWhenThereIsRoom() throws Exception {
        Path filler = disk.resolve("filler");
        Files.write(filler, new byte[FILLER]);
        try (LogStore store = open()) {
            assertThatThrownBy(
                            () -> {
                                while (kept < 1_000_000) {
                                    append(store);
                                }
                            })
                    .isInstanceOf(LogsException.class)
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("make room on the disk");
            assertThat(kept).isPositive();
            assertThat(store.problem()).contains("cannot be kept");
            assertThatThrownBy(() -> append(store)).isInstanceOf(LogsException.class);
            assertThat(store.entry(kept)).isPresent();
            assertThat(store.entry(kept + 1)).isEmpty();

            Files.delete(filler);
            append(store);
            await("the index follows", () -> counted(store, new LogExpr.All()) == kept);
            await("all is well", () -> store.problem().isEmpty());
        }
        try (LogStore again = open()) {
            assertThat(again.marks()).containsEntry("kept", String.valueOf(kept));
            assertThat(counted(again, new LogExpr.All())).isEqualTo(kept);
            for (int line : new int[] {0, kept - 21, kept - 20, kept - 1}) {
                assertThat(counted(again, QueryParser.parse("\"number " + line + "\""))).isOne();
            }
            assertThat(again.damagedBytes()).isZero();
        }
    }
}
