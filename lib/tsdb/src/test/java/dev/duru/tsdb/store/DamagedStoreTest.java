package dev.duru.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.TsdbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed bit or a missing end in any file is found and named, and never a sample. */
class DamagedStoreTest {
    private static final int ROUNDS = 400;
    private static final int SAMPLES = 300;

    @TempDir Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private Store open() {
        StoreSettings usual = StoreSettings.standard(folder);
        return Store.open(
                new StoreSettings(
                        folder,
                        Duration.ofDays(1_000),
                        Long.MAX_VALUE,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(20),
                        10,
                        usual.limits()));
    }

    private static Labels labels(int series) {
        return Labels.of("x", "series", Integer.toString(series));
    }

    @BeforeEach
    void fill() throws IOException {
        try (Store store = open()) {
            for (int i = 0; i < SAMPLES; i++) {
                for (int s = 0; s < 5; s++) {
                    store.append(labels(s), i * 1_000L, s + i * 0.5);
                }
            }
            store.commit();
            store.maintain();
            store.delete(List.of(Matcher.equal("series", "4")), 10_000, 20_000);
            // The chunks before these are full, and go into a file.
            store.append(labels(1), SAMPLES * 1_000L, 1 + SAMPLES * 0.5);
            store.append(labels(2), SAMPLES * 1_000L, 2 + SAMPLES * 0.5);
            store.checkpoint();
            store.append(labels(0), SAMPLES * 1_000L, SAMPLES * 0.5);
            assertThat(store.problem()).isEmpty();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void assertNamed(Path file, String how) throws IOException {
        assertThat(StoreCheck.of(folder).damage())
                .as("checked, seed %d: %s %s", seed, folder.relativize(file), how)
                .anyMatch(n -> n.contains(file.getFileName().toString()));
        try (Store store = open()) {
            List<String> named = new ArrayList<>(store.damage());
            named.addAll(store.check());
            assertThat(named)
                    .as("seed %d: %s %s", seed, folder.relativize(file), how)
                    .anyMatch(n -> n.contains(file.getFileName().toString()));
            try {
                store.scan(List.of(), 0, Long.MAX_VALUE, DamagedStoreTest::assertRight);
            } catch (TsdbException damaged) {
                assertThat(damaged).hasMessageContaining(file.getFileName().toString());
            }
        }
    }

    private static void assertRight(Series series) {
        double s = Double.parseDouble(series.labels().value("series"));
        for (int i = 0; i < series.size(); i++) {
            assertThat(series.values()[i]).isEqualTo(s + series.times()[i] / 1_000 * 0.5);
        }
    }

    @Test
    void aChangedBitIsNamed() throws IOException {
        System.out.println("damaged store: seed " + seed);
        List<Path> files = files();
        assertThat(files.stream().map(f -> f.getFileName().toString()))
                .contains("index", "chunks", "meta", "tombstones");
        assertThat(files).contains(folder.resolve("head/00000001"));
        for (int round = 0; round < ROUNDS; round++) {
            Path file = files.get(round % files.size());
            byte[] whole = Files.readAllBytes(file);
            if (whole.length > 0) {
                byte[] changed = whole.clone();
                int at = random.nextInt(whole.length);
                changed[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, changed);
                assertNamed(file, "byte " + at);
                reset(file, whole);
            }
        }
    }

    @Test
    void aMissingEndIsNamed() throws IOException {
        List<Path> files = files();
        for (int round = 0; round < ROUNDS / 4; round++) {
            Path file = files.get(round % files.size());
            byte[] whole = Files.readAllBytes(file);
            int size = random.nextInt(whole.length);
            Files.write(file, Arrays.copyOf(whole, size));
            if (!endsWithARecord(file, size)) {
                assertNamed(file, "cut to " + size);
            }
            reset(file, whole);
        }
    }

    /** A log that ends with a whole record is a whole log. */
    private static boolean endsWithARecord(Path file, int size) throws IOException {
        if (!file.toString().endsWith(".log")) {
            return false;
        }
        var in = java.nio.ByteBuffer.wrap(Files.readAllBytes(file));
        int at = 8;
        while (at + 8 <= size) {
            at += 8 + in.getInt(at);
        }
        return at == size;
    }

    /** Puts a file back, and takes away the segments that opening the store has begun since. */
    private void reset(Path file, byte[] whole) throws IOException {
        Files.write(file, whole);
    }

    @Test
    void aQueryNamesTheChunkThatIsDamaged() throws IOException {
        Path chunks =
                files().stream()
                        .filter(f -> f.getFileName().toString().equals("chunks"))
                        .findFirst()
                        .orElseThrow();
        byte[] changed = Files.readAllBytes(chunks);
        changed[20] ^= 1;
        Files.write(chunks, changed);
        try (Store store = open()) {
            assertThatThrownBy(() -> store.select(List.of(), 0, Long.MAX_VALUE))
                    .isInstanceOf(TsdbException.class)
                    .hasMessageContaining("chunks, byte 8")
                    .hasMessageContaining("series=\"0\"");
            int blocks = store.blocks().size();
            store.delete(List.of(Matcher.equal("series", "1")), 0, Long.MAX_VALUE);
            store.maintain();
            assertThat(store.problem()).contains("stay as they are", "chunks, byte 8");
            assertThat(store.blocks()).as("none is lost").hasSize(blocks);
        }
    }
}
