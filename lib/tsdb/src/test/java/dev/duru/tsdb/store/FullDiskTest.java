package dev.duru.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room, on a file system in memory of a few megabytes. */
class FullDiskTest {
    private static final int MEGABYTES = 112;
    private static final int FILLER = 104 << 20;
    private static final long MINUTE = 60_000;

    @TempDir Path folder;

    private Path disk = Path.of("");

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

    private static Labels labels(int series) {
        return Labels.of("x", "series", Integer.toString(series));
    }

    /** Adds a sample to each of many series, until the log does not take more. */
    private static long add(Store store, long tick, long most) {
        long kept = 0;
        while (kept < most) {
            for (int s = 0; s < 100; s++) {
                Outcome outcome = store.add(labels(s), tick * 100, tick + 1 / 3.0);
                if (outcome == Outcome.NO_ROOM) {
                    return tick;
                }
                assertThat(outcome).isEqualTo(Outcome.KEPT);
                kept++;
            }
            tick++;
        }
        return tick;
    }

    @Test
    void itStopsTakingSaysSoAndGoesOnWhenThereIsRoom() throws Exception {
        Path filler = disk.resolve("filler");
        Files.write(filler, new byte[FILLER]);
        Path data = disk.resolve("store");
        long ticks = 0;
        try (Store store = Store.open(StoreSettings.standard(data))) {
            while (store.commit()) {
                ticks = add(store, ticks, 10_000);
            }
            assertThat(store.problem()).contains("No space left on device");
            ticks = add(store, ticks, Long.MAX_VALUE);
            assertThat(store.problem()).contains("nothing more is taken until there is room");
            assertThat(store.refusedCount()).isPositive();
            store.maintain();
            assertThat(store.commit()).isFalse();

            Files.delete(filler);
            assertThat(store.commit()).isTrue();
            assertThat(store.problem()).isEmpty();
            // The last round was cut off somewhere in the middle.
            ticks = add(store, ticks + 1, 10_000);
            assertThat(store.commit()).isTrue();
        }
        try (Store again = Store.open(StoreSettings.standard(data))) {
            List<Series> found = again.select(List.of(), 0, Long.MAX_VALUE);
            assertThat(found).hasSize(100);
            for (Series series : found) {
                assertThat((long) series.size()).isBetween(ticks - 1, ticks);
            }
        }
    }

    @Test
    void blocksThatFindNoRoomAreWrittenLater() throws Exception {
        Path data = disk.resolve("store");
        Path filler = disk.resolve("filler");
        try (Store store = Store.open(StoreSettings.standard(data))) {
            for (int i = 0; i < 400; i++) {
                store.append(labels(0), i * MINUTE, Math.sqrt(i));
            }
            assertThat(store.commit()).isTrue();
            try (var out = Files.newOutputStream(filler)) {
                while (true) {
                    out.write(new byte[4096]);
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("No space left");
            }
            store.maintain();
            assertThat(store.problem()).contains("blocks").contains("No space left on device");
            assertThat(store.select(List.of(), 0, Long.MAX_VALUE).getFirst().size()).isEqualTo(400);
            Files.delete(filler);
            store.maintain();
            assertThat(store.problem()).isEmpty();
            assertThat(store.blocks()).isNotEmpty();
            assertThat(store.check()).isEmpty();
        }
        try (Store again = Store.open(StoreSettings.standard(data))) {
            assertThat(again.select(List.of(), 0, Long.MAX_VALUE).getFirst().size()).isEqualTo(400);
        }
    }
}
