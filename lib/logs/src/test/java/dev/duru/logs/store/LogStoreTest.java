package dev.duru.logs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.logs.Draft;
import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.Origin;
import dev.duru.logs.query.Line;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.query.QueryParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on a real disk beside a plain list of the same lines. */
class LogStoreTest {
    private static final Origin APP = new Origin(Map.of("environment", "production"));
    private static final Comparator<LogEntry> BY_TIME =
            Comparator.comparingLong(LogEntry::nanos).thenComparingLong(LogEntry::id);

    @TempDir Path folder;

    private StoreSettings settings() {
        return StoreSettings.standard(folder.resolve("store"));
    }

    private StoreSettings small(long segment, long most) {
        return new StoreSettings(
                folder.resolve("store"),
                segment,
                most,
                Duration.ofDays(20_000),
                0,
                () -> Long.MAX_VALUE);
    }

    private static List<String> texts(List<LogEntry> entries) {
        return entries.stream().map(LogEntry::text).toList();
    }

    private static Draft draft(String text) {
        return new Draft(Fabric.START, APP, text);
    }

    @Test
    void findsWhatAPlainListFinds() {
        long seed = new Random().nextLong();
        Fabric fabric = new Fabric(seed);
        List<LogEntry> plain = new ArrayList<>();
        try (LogStore store = LogStore.open(small(64 * 1024, Long.MAX_VALUE))) {
            for (int i = 0; i < 40; i++) {
                plain.addAll(store.append(fabric.drafts(100)));
            }
            for (int i = 0; i < 300; i++) {
                String text = fabric.query(0);
                LogExpr expr = QueryParser.parse(text);
                long from = Fabric.START + fabric.below(1_500) * 1_000_000_000L;
                long to = from + fabric.below(2_000) * 1_000_000_000L;
                boolean newest = fabric.below(2) == 0;
                int limit = 1 + fabric.below(300);
                List<LogEntry> wanted =
                        plain.stream()
                                .filter(e -> e.nanos() >= from && e.nanos() < to)
                                .filter(e -> new Line(e).fits(expr))
                                .sorted(newest ? BY_TIME.reversed() : BY_TIME)
                                .toList();
                Search search =
                        new Search(expr, from, to, newest, null, limit, Duration.ofMinutes(1));
                assertThat(store.find(search).entries())
                        .as("seed %s, search %s", seed, text)
                        .isEqualTo(wanted.stream().limit(limit).toList());
                assertThat(store.counts(expr, from, to, 20, Duration.ofMinutes(1)).total())
                        .as("seed %s, counts of %s", seed, text)
                        .isEqualTo(wanted.size());
            }
        }
    }

    @Test
    void pagesGoOnBehindTheLastLine() {
        try (LogStore store = LogStore.open(settings())) {
            List<LogEntry> kept = store.append(new Fabric(1).drafts(500));
            List<LogEntry> paged = new ArrayList<>();
            Search.Cursor after = null;
            while (true) {
                List<LogEntry> page =
                        store.find(
                                        new Search(
                                                new LogExpr.All(),
                                                0,
                                                Long.MAX_VALUE,
                                                true,
                                                after,
                                                70,
                                                Duration.ofMinutes(1)))
                                .entries();
                paged.addAll(page);
                if (page.isEmpty()) {
                    break;
                }
                after = Search.Cursor.of(page.getLast());
            }
            assertThat(paged).isEqualTo(kept.stream().sorted(BY_TIME.reversed()).toList());
        }
    }

    @Test
    void linesAndMarksSurviveARestartAndTheIndexCanBeMadeAgain() throws IOException {
        try (LogStore store = LogStore.open(small(32 * 1024, Long.MAX_VALUE))) {
            for (int i = 0; i < 20; i++) {
                store.append(new Fabric(i).drafts(100), Map.of("file", "at " + i));
            }
            store.append(List.of(draft("the last one")));
        }
        try (LogStore store = LogStore.open(small(32 * 1024, Long.MAX_VALUE))) {
            assertThat(store.marks()).containsEntry("file", "at 19");
            assertThat(
                            texts(
                                    store.find(Search.newest(QueryParser.parse("\"last one\""), 9))
                                            .entries()))
                    .containsExactly("the last one");
        }
        try (Stream<Path> index = Files.list(folder.resolve("store/index"))) {
            for (Path file : index.toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        try (LogStore store = LogStore.open(small(32 * 1024, Long.MAX_VALUE))) {
            assertThat(
                            texts(
                                    store.find(Search.newest(QueryParser.parse("\"last one\""), 9))
                                            .entries()))
                    .containsExactly("the last one");
            assertThat(store.find(Search.newest(new LogExpr.All(), 5_000)).entries())
                    .hasSize(2_001);
        }
    }

    @Test
    void theOldestSegmentsMakeRoomAndAreFoundNoMore() {
        try (LogStore store = LogStore.open(small(20_000, 100_000))) {
            for (int i = 0; i < 100; i++) {
                store.append(new Fabric(i).drafts(100));
                // While the index is still at the lines that go.
                if (i % 10 == 9) {
                    store.sweep(Instant.now());
                }
            }
            assertThat(store.bytes()).isLessThan(130_000);
            List<LogEntry> rest = store.find(Search.newest(new LogExpr.All(), 10_000)).entries();
            assertThat(rest).isNotEmpty().hasSizeLessThan(9_000);
            assertThat(rest.stream().mapToLong(LogEntry::id).max()).hasValue(10_000);
        }
    }

    @Test
    void whatIsTornAtTheEndGoesAndTheRestStays() throws IOException {
        long whole;
        Path file;
        try (LogStore store = LogStore.open(settings())) {
            store.append(List.of(draft("one"), draft("two")));
            whole = store.bytes();
            store.append(List.of(draft("three")));
            file = Segment.fileOf(folder.resolve("store"), 1);
        }
        for (long size = Files.size(file) - 1; size > whole; size -= 7) {
            try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
                torn.setLength(size);
            }
            try (LogStore store = LogStore.open(settings())) {
                assertThat(texts(store.find(Search.newest(new LogExpr.All(), 9)).entries()))
                        .containsExactly("two", "one");
                assertThat(store.append(List.of(draft("four"))).getFirst().id()).isEqualTo(3);
            }
            try (RandomAccessFile again = new RandomAccessFile(file.toFile(), "rw")) {
                again.setLength(whole);
            }
        }
    }

    @Test
    void aFlippedBitCostsItsFrameAndIsTold() throws IOException {
        try (LogStore store = LogStore.open(settings())) {
            for (int i = 0; i < 50; i++) {
                store.append(List.of(draft("line " + i)));
            }
        }
        byte[] whole = Files.readAllBytes(Segment.fileOf(folder.resolve("store"), 1));
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            byte[] damaged = whole.clone();
            damaged[200 + random.nextInt(whole.length - 400)] ^= (byte) (1 << random.nextInt(8));
            Path other = Files.createDirectory(folder.resolve("store" + i));
            Files.write(Segment.fileOf(other, 1), damaged);
            try (LogStore store = LogStore.open(StoreSettings.standard(other))) {
                List<String> found =
                        texts(store.find(Search.newest(new LogExpr.All(), 100)).entries());
                assertThat(found).as("seed %s", seed).hasSize(49);
                assertThat(found)
                        .isSubsetOf(IntStream.range(0, 50).mapToObj(n -> "line " + n).toList());
                assertThat(store.damagedBytes()).isPositive();
            }
        }
    }

    @Test
    void aFullDiskTakesNothingSaysSoAndGoesOnWhenThereIsRoom() {
        AtomicLong free = new AtomicLong(Long.MAX_VALUE);
        StoreSettings tight =
                new StoreSettings(
                        folder.resolve("store"),
                        1 << 20,
                        1 << 30,
                        Duration.ofDays(20_000),
                        1 << 20,
                        free::get);
        try (LogStore store = LogStore.open(tight)) {
            store.append(List.of(draft("before")));
            free.set(5);
            assertThatThrownBy(() -> store.append(List.of(draft("meanwhile"))))
                    .isInstanceOf(LogsException.class)
                    .hasMessageContaining("make room on the disk");
            assertThat(store.problem()).contains("0 MiB are free");
            free.set(Long.MAX_VALUE);
            store.append(List.of(draft("after")));
            assertThat(store.problem()).isEmpty();
            assertThat(texts(store.find(Search.newest(new LogExpr.All(), 9)).entries()))
                    .containsExactly("after", "before");
        }
    }

    @Test
    void showsWhatTheSameOriginSaidAround() {
        try (LogStore store = LogStore.open(settings())) {
            Origin other = new Origin(Map.of("environment", "staging"));
            List<Draft> drafts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                drafts.add(new Draft(Fabric.START + i, i % 2 == 0 ? APP : other, "line " + i));
            }
            LogEntry tenth = store.append(drafts).get(10);
            assertThat(texts(store.context(tenth, 2, 3)))
                    .containsExactly(
                            "line 6", "line 8", "line 10", "line 12", "line 14", "line 16");
            assertThat(store.origins()).containsExactlyInAnyOrder(APP, other);
        }
    }

    @Test
    void manyAppendAtOnce() throws Exception {
        try (LogStore store = LogStore.open(settings())) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int of = t;
                threads.add(
                        Thread.startVirtualThread(() -> {
                            for (int i = 0; i < 50; i++) {
                                store.append(List.of(draft("thread " + of + " line " + i)));
                            }
                        }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            List<LogEntry> all = store.find(Search.newest(new LogExpr.All(), 1_000)).entries();
            assertThat(all).hasSize(400);
            assertThat(all.stream().map(LogEntry::id).distinct()).hasSize(400);
        }
    }

    @Test
    void manyLinesAreReadInPiecesAndNoFurtherThanIsWanted() {
        try (LogStore store = LogStore.open(settings())) {
            List<Draft> drafts = new ArrayList<>();
            for (int i = 0; i < 40_000; i++) {
                drafts.add(new Draft(Fabric.START + i, APP, "line " + i));
            }
            store.append(drafts);
            LogExpr sevens = QueryParser.parse("/line [0-9]*7$/");
            List<Long> found = new ArrayList<>();
            store.scan(
                    sevens,
                    0,
                    Long.MAX_VALUE,
                    Duration.ofMinutes(1),
                    entry -> {
                        found.add(entry.id());
                        return true;
                    });
            assertThat(found).hasSize(4_000).doesNotHaveDuplicates();
            assertThat(store.counts(sevens, 0, Long.MAX_VALUE, 1, Duration.ofMinutes(1)).total())
                    .isEqualTo(4_000);
            found.clear();
            store.scan(
                    sevens,
                    0,
                    Long.MAX_VALUE,
                    Duration.ofMinutes(1),
                    entry -> {
                        found.add(entry.id());
                        return found.size() < 10;
                    });
            assertThat(found).hasSize(10);
            assertThatThrownBy(() ->
                            store.scan(sevens, 0, Long.MAX_VALUE, Duration.ZERO, entry -> true))
                    .isInstanceOf(LogsException.class)
                    .hasMessageContaining("took longer");
            LogExpr some = new LogExpr.Numbered(Set.of(5L, 39_999L, 50_000L));
            assertThat(texts(store.find(Search.newest(some, 9)).entries()))
                    .containsExactly("line 39998", "line 4");
            assertThat(store.lines()).isEqualTo(40_000);
        }
    }

    /** Few lines at first, then many, two at a time; those that are looked for are at the end. */
    @Test
    void rareLinesAreFoundInTheirOrderHoweverFarBack() {
        try (LogStore store = LogStore.open(settings())) {
            List<Draft> drafts = new ArrayList<>();
            for (int i = 0; i < 40_000; i++) {
                long millis = i < 20_000 ? i / 2 * 200L : 2_000_000L + i / 2 * 2L;
                drafts.add(new Draft(Fabric.START + millis * 1_000_000L, APP, "line " + i));
            }
            List<LogEntry> plain = store.append(drafts);
            for (boolean newest : new boolean[] {true, false}) {
                LogExpr rare = QueryParser.parse(newest ? "/line [67].[0-9]$/" : "/line 399..$/");
                List<LogEntry> found = new ArrayList<>();
                Search.Cursor after = null;
                for (int page = 0; page < 4; page++) {
                    Search search =
                            new Search(
                                    rare,
                                    0,
                                    Long.MAX_VALUE,
                                    newest,
                                    after,
                                    33,
                                    Duration.ofMinutes(1));
                    found.addAll(store.find(search).entries());
                    after = Search.Cursor.of(found.getLast());
                }
                assertThat(found)
                        .isEqualTo(
                                plain.stream()
                                        .filter(entry -> new Line(entry).fits(rare))
                                        .sorted(newest ? BY_TIME.reversed() : BY_TIME)
                                        .limit(132)
                                        .toList());
            }
            Search late =
                    new Search(
                            QueryParser.parse("/line 3[0-9]$/"),
                            0,
                            Fabric.START + 1,
                            true,
                            null,
                            9,
                            Duration.ZERO);
            assertThat(store.find(late).entries()).isEmpty();
        }
    }
}
