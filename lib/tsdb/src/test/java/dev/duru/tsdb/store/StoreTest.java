package dev.duru.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.Outcome;
import dev.duru.tsdb.Series;
import dev.duru.tsdb.SeriesLimits;
import dev.duru.tsdb.SeriesStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final Labels A = Labels.of("up", "job", "a");
    private static final Labels B = Labels.of("up", "job", "b", "zone", "1");
    private static final long HOUR = 3_600_000;

    @TempDir Path folder;

    private static List<Labels> found(SeriesStore store, Matcher... matchers) {
        return store.select(List.of(matchers), 0, Long.MAX_VALUE).stream()
                .map(Series::labels)
                .toList();
    }

    private static Store inMemory() {
        return Store.open(StoreSettings.standard(null));
    }

    private Store onDisk() {
        return Store.open(StoreSettings.standard(folder));
    }

    @Test
    void selectsByEveryKindOfMatcher() {
        try (Store store = inMemory()) {
            store.append(A, 1, 1);
            store.append(B, 1, 1);
            assertThat(found(store, Matcher.equal("job", "a"))).containsExactly(A);
            assertThat(found(store, new Matcher("job", Matcher.Kind.NOT_EQUAL, "a")))
                    .containsExactly(B);
            assertThat(found(store, new Matcher("job", Matcher.Kind.MATCH, "a|b")))
                    .containsExactly(A, B);
            assertThat(found(store, new Matcher("__name__", Matcher.Kind.MATCH, "u"))).isEmpty();
            assertThat(found(store, new Matcher("job", Matcher.Kind.NOT_MATCH, "[b-z]")))
                    .containsExactly(A);
            assertThat(found(store, Matcher.equal("zone", ""))).containsExactly(A);
            assertThat(store.labelValues("job")).containsExactly("a", "b");
            assertThat(store.labelNames()).containsExactly("__name__", "job", "zone");
        }
    }

    @Test
    void whatIsTooOldIsNotFoundAndMakesRoom() {
        try (Store store =
                Store.open(
                        StoreSettings.standard(null)
                                .keeping(Duration.ofMillis(100), Long.MAX_VALUE)
                                .limited(SeriesLimits.total(2)))) {
            for (int t = 1; t <= 50; t++) {
                assertThat(store.append(A, t, t)).isTrue();
            }
            assertThat(store.add(A, 50, 0)).isEqualTo(Outcome.DUPLICATE);
            assertThat(store.select(List.of(), 43, 45).getFirst().values())
                    .containsExactly(43, 44, 45);
            store.append(B, 1_000, 1);
            assertThat(found(store)).as("A is too old").containsExactly(B);
            assertThat(store.add(Labels.of("c"), 1_000, 1)).isEqualTo(Outcome.TOO_MANY_SERIES);
            store.maintain();
            assertThat(store.append(Labels.of("c"), 1_000, 1)).as("A makes room").isTrue();
            assertThat(store.refusedCount()).isEqualTo(1);
        }
    }

    @Test
    void anApplicationTakesNobodyElsesPlace() {
        SeriesLimits limits = new SeriesLimits(10, 3, List.of("app", "job"));
        limits.limit("vip", 5);
        try (Store store = Store.open(StoreSettings.standard(null).limited(limits))) {
            for (int i = 0; i < 6; i++) {
                Labels greedy = Labels.of("x", "app", "greedy", "i", "" + i);
                Labels vip = Labels.of("x", "app", "vip", "job", "greedy", "i", "" + i);
                assertThat(store.add(greedy, 1, 1))
                        .isEqualTo(i < 3 ? Outcome.KEPT : Outcome.TOO_MANY_SERIES_OF_SCOPE);
                assertThat(store.append(vip, 1, 1)).isEqualTo(i < 5);
            }
            assertThat(store.append(Labels.of("x", "job", "modest"), 1, 1)).isTrue();
            assertThat(limits.refusedByScope()).isEqualTo(Map.of("greedy", 3L, "vip", 1L));
            assertThat(limits.countByScope()).isEqualTo(Map.of("greedy", 3, "vip", 5, "modest", 1));
        }
    }

    @Test
    void manyThreadsLoseNothing() throws InterruptedException {
        try (Store store = onDisk()) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Labels labels = Labels.of("x", "thread", Integer.toString(i));
                threads.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    for (int t = 1; t <= 5_000; t++) {
                                        store.append(labels, t, t);
                                        if (t % 500 == 0) {
                                            store.select(List.of(), 0, t);
                                            store.commit();
                                        }
                                    }
                                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(store.sampleCount()).isEqualTo(40_000);
        }
        try (Store again = onDisk()) {
            assertThat(again.sampleCount()).isEqualTo(40_000);
            assertThat(again.damage()).isEmpty();
        }
    }

    @Test
    void aStoreThatIsClosedLeavesAShortLog() throws IOException {
        Random random = new Random(1);
        try (Store store = onDisk()) {
            for (int i = 0; i < 20; i++) {
                Labels labels = Labels.of("x", "i", Integer.toString(i));
                for (int t = 1; t <= 10_000; t++) {
                    store.append(labels, t * 1_000L, random.nextInt(100));
                }
            }
            store.commit();
            assertThat(logBytes()).isGreaterThan(1 << 20);
        }
        assertThat(logBytes()).isLessThan(1 << 20);
        try (Store again = onDisk()) {
            assertThat(again.damage()).isEmpty();
            assertThat(again.sampleCount()).isEqualTo(20 * 10_000);
            assertThat(again.append(Labels.of("x", "i", "3"), 10_001_000, 1)).isTrue();
        }
        try (Store again = onDisk()) {
            assertThat(again.sampleCount()).isEqualTo(20 * 10_000 + 1);
        }
    }

    private long logBytes() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("log"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void blocksAreCutPutTogetherAndForgotten() {
        StoreSettings settings =
                StoreSettings.standard(folder).keeping(Duration.ofDays(10), Long.MAX_VALUE);
        try (Store store = Store.open(settings)) {
            for (long t = 0; t <= 50 * HOUR; t += 60_000) {
                store.append(A, t, t);
                store.append(B, t, -t);
                if (t % HOUR == 0) {
                    store.commit();
                    store.maintain();
                }
            }
            assertThat(store.problem()).isEmpty();
            assertThat(store.blocks()).hasSizeLessThan(8);
            assertThat(store.blocks()).anyMatch(b -> b.level() == 3);
            Series all = store.select(List.of(Matcher.equal("job", "a")), 0, 99 * HOUR).getFirst();
            assertThat(all.size()).isEqualTo(50 * 60 + 1);
            assertThat(all.values()[1_234]).isEqualTo(1_234 * 60_000.0);
            assertThat(store.sampleCount()).as("in memory").isLessThan(2 * 4 * 60);
            assertThat(store.check()).isEmpty();
        }
        try (Store again = Store.open(settings.keeping(Duration.ofHours(20), Long.MAX_VALUE))) {
            assertThat(again.damage()).isEmpty();
            List<Series> kept = again.select(List.of(), 0, 99 * HOUR);
            assertThat(kept).hasSize(2);
            assertThat(kept.getFirst().size()).isEqualTo(20 * 60 + 1);
            again.maintain();
            assertThat(again.blocks()).allMatch(b -> b.maxTime() >= 30 * HOUR);
        }
        try (Store small = Store.open(settings.keeping(Duration.ofDays(10), 1))) {
            small.maintain();
            assertThat(small.blocks()).as("no block is small enough").isEmpty();
            assertThat(small.select(List.of(), 0, 99 * HOUR)).as("the head is").hasSize(2);
        }
    }

    @Test
    void aQueryMissesNothingWhileBlocksAreCut() throws InterruptedException {
        StoreSettings usual = StoreSettings.standard(folder);
        StoreSettings settings =
                new StoreSettings(
                        folder,
                        Duration.ofDays(1),
                        Long.MAX_VALUE,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(10),
                        0,
                        usual.limits());
        AtomicInteger written = new AtomicInteger();
        try (Store store = Store.open(settings)) {
            Thread writer =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int tick = 1; tick <= 3_000; tick++) {
                                    store.append(A, tick * 1_000L, tick);
                                    written.set(tick);
                                    if (tick % 30 == 0) {
                                        store.commit();
                                        store.maintain();
                                    }
                                }
                            });
            while (writer.isAlive()) {
                int expected = written.get();
                List<Series> found = store.select(List.of(), 0, expected * 1_000L);
                assertThat(found.stream().mapToInt(Series::size).sum()).isEqualTo(expected);
            }
            writer.join();
            assertThat(store.problem()).isEmpty();
            assertThat(store.blocks()).isNotEmpty();
        }
    }

    @Test
    void deletedSamplesStayDeleted() {
        List<Matcher> ofA = List.of(Matcher.equal("job", "a"));
        try (Store store = onDisk()) {
            for (long t = 0; t <= 6 * HOUR; t += 60_000) {
                store.append(A, t, t);
                store.append(B, t, t);
            }
            store.commit();
            store.maintain();
            assertThat(store.blocks()).isNotEmpty();
            assertThat(store.delete(ofA, HOUR, 5 * HOUR + HOUR / 2)).isEqualTo(1);
            assertThat(store.select(ofA, HOUR, 5 * HOUR)).isEmpty();
            long before = samplesInBlocks(store);
            store.maintain();
            assertThat(samplesInBlocks(store)).as("written anew").isLessThan(before);
            assertThat(store.blocks()).allMatch(block -> block.level() == 1);
            assertThat(store.select(ofA, HOUR, 5 * HOUR)).isEmpty();
        }
        try (Store again = onDisk()) {
            Series left = again.select(ofA, 0, 9 * HOUR).getFirst();
            assertThat(left.size()).isEqualTo(60 + 30);
            assertThat(again.select(List.of(Matcher.equal("job", "b")), 0, 9 * HOUR))
                    .first()
                    .extracting(Series::size)
                    .isEqualTo(361);
        }
    }

    @Test
    void aSeriesBeginsWithAZero() {
        Labels counter = Labels.of("a_total");
        try (Store store = onDisk()) {
            store.begin(counter, 5 * HOUR, 5 * HOUR + 30_000, null);
            store.append(counter, 5 * HOUR + 30_000, 7);
            // The same beginning is told with each sample.
            store.begin(counter, 5 * HOUR, 5 * HOUR + 60_000, null);
            store.append(counter, 5 * HOUR + 60_000, 9);
            store.begin(counter, 5 * HOUR + 70_000, 5 * HOUR + 90_000, null);
            store.append(counter, 5 * HOUR + 90_000, 12);
            store.begin(A, HOUR, 6 * HOUR, null);
            store.append(A, 6 * HOUR, 1);
        }
        try (Store again = onDisk()) {
            Series series =
                    again.select(List.of(Matcher.equal("__name__", "a_total")), 0, 9 * HOUR)
                            .getFirst();
            assertThat(series.values()).containsExactly(0, 7, 9, 0, 12);
            assertThat(series.times()).startsWith(5 * HOUR).contains(5 * HOUR + 70_000);
            assertThat(
                            again.select(List.of(Matcher.equal("job", "a")), 0, 9 * HOUR)
                                    .getFirst()
                                    .values())
                    .as("too long ago")
                    .containsExactly(1);
        }
    }

    @Test
    void fullChunksLeaveTheMemory() throws IOException {
        Path file = folder.resolve("head/00000001");
        try (Store store = onDisk()) {
            for (long t = 0; t < 300; t++) {
                store.append(A, t * 15_000, t);
            }
            store.checkpoint();
            assertThat(file).isNotEmptyFile();
            assertWhole(store);
        }
        try (Store again = onDisk()) {
            assertWhole(again);
            assertThat(again.append(A, 300 * 15_000, 300)).isTrue();
            assertThat(again.delete(List.of(Matcher.equal("job", "a")), 0, 9 * HOUR)).isEqualTo(1);
            again.checkpoint();
            assertThat(file).as("nobody needs it any more").doesNotExist();
        }
        try (Store again = onDisk()) {
            assertThat(again.select(List.of(), 0, 9 * HOUR)).isEmpty();
        }
    }

    private static void assertWhole(Store store) {
        Series series = store.select(List.of(), 0, 9 * HOUR).getFirst();
        assertThat(series.size()).isEqualTo(300);
        for (int i = 0; i < 300; i++) {
            assertThat(series.values()[i]).isEqualTo(i);
        }
    }

    private static long samplesInBlocks(Store store) {
        return store.blocks().stream().mapToLong(block -> block.counts().samples()).sum();
    }

    @Test
    void exemplarsAreFoundAgain() {
        Exemplar one = new Exemplar(Labels.of("", "trace_id", "1"), 0.5, 1_000);
        try (Store store = onDisk()) {
            store.append(A, 1_000, 1);
            assertThat(store.add(A, one)).isEqualTo(Outcome.KEPT);
            assertThat(store.add(A, one)).isEqualTo(Outcome.DUPLICATE);
        }
        try (Store again = onDisk()) {
            assertThat(again.exemplars(List.of(Matcher.equal("job", "a")), 0, 2_000))
                    .first()
                    .satisfies(found -> {
                        assertThat(found.labels()).isEqualTo(A);
                        assertThat(found.exemplars()).containsExactly(one);
                    });
            assertThat(again.exemplars(List.of(), 1_001, 2_000)).isEmpty();
        }
    }
}
