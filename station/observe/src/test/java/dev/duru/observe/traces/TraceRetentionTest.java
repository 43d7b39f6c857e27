package dev.duru.observe.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ProjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans are kept for some time and up to some size. */
class TraceRetentionTest {
    private static final ProjectName SHOP = ProjectName.parse("team/shop");
    private static final ProjectName QUIET = ProjectName.parse("team/quiet");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path folder;
    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    private Traces traces(Duration longest, long mostBytes) {
        return new Traces(folder, longest, mostBytes, now::get);
    }

    private static String id(int trace) {
        return "%032x".formatted(trace + 1);
    }

    private Span span(int trace, String text) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(now.get().toEpochMilli());
        return new Span(
                new Span.Ids(id(trace), "%016x".formatted(trace + 1), ""),
                "shop",
                "GET /",
                "server",
                nanos,
                nanos + 1_000,
                false,
                "",
                Map.of("text", text),
                Map.of(),
                List.of());
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void whatIsTooOldIsFoundNoMore() {
        try (Traces traces = traces(Duration.ofDays(2), 4L << 20)) {
            traces.keep(SHOP, List.of(span(0, "old")));
            now.set(START.plus(Duration.ofDays(1)));
            traces.keep(SHOP, List.of(span(1, "new")));
            now.set(START.plus(Duration.ofDays(2)).plusSeconds(1));
            traces.sweep();
            assertThat(traces.trace(SHOP, id(0))).isEmpty();
            assertThat(traces.trace(SHOP, id(1))).isPresent();
            assertThat(
                            traces.find(
                                    SHOP,
                                    new TraceQuery(
                                            "", "", false, null, null, 0, Long.MAX_VALUE, 10)))
                    .extracting(Trace::id)
                    .containsExactly(id(1));
        }
    }

    /** Text that does not shrink when it is packed. */
    private static String noise(Random random) {
        byte[] bytes = new byte[2_000];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void fill(Traces traces, ProjectName project, int from, int to) {
        Random random = new Random(from);
        List<Span> spans = new ArrayList<>();
        for (int i = from; i < to; i++) {
            spans.add(span(i, noise(random)));
        }
        traces.keep(project, spans);
    }

    @Test
    void theOldestMakeRoom() throws IOException {
        try (Traces traces = traces(Duration.ofDays(100), 1L << 20)) {
            for (int i = 0; i < 1_500; i += 50) {
                now.set(START.plusSeconds(i));
                fill(traces, SHOP, i, i + 50);
            }
            long before = bytes();
            traces.sweep();
            assertThat(bytes()).isLessThan(before);
            assertThat(traces.trace(SHOP, id(0))).isEmpty();
            assertThat(traces.trace(SHOP, id(1_499))).isPresent();
        }
    }

    /** After a restart nobody asks for them, and their disk is given back all the same. */
    @Test
    void alsoThoseOfAProjectThatIsQuiet() throws IOException {
        try (Traces traces = traces(Duration.ofDays(2), 4L << 20)) {
            for (int i = 0; i < 1_500; i += 50) {
                fill(traces, QUIET, i, i + 50);
            }
        }
        long before = bytes();
        now.set(START.plus(Duration.ofDays(3)));
        try (Traces traces = traces(Duration.ofDays(2), 4L << 20)) {
            traces.sweep();
            assertThat(bytes()).isLessThan(before);
            assertThat(traces.trace(QUIET, id(1_499))).isEmpty();
        }
    }
}
