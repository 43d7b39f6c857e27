package dev.duru.pipeline.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of 200 MB is read where it is looked at, and nowhere else. */
class LargeLogTest {
    private static final int LINES = 2_000_000;
    private static final long LITTLE = 1024 * 1024;

    @TempDir static Path folder;
    private static Path file;

    @BeforeAll
    static void write() throws IOException {
        file = folder.resolve("big.log");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            byte[] tail = ("x".repeat(70) + "\n").getBytes(StandardCharsets.UTF_8);
            for (int i = 1; i <= LINES; i++) {
                String kind = i % 1000 == 1 ? "g" : i % 1000 == 500 ? "e" : "o";
                out.write(
                        ("1700000000000 " + (1 + i / 1_000_000) + " " + kind + " line " + i + " ")
                                .getBytes(StandardCharsets.UTF_8));
                out.write(tail);
            }
        }
        assertThat(Files.size(file)).isGreaterThan(200_000_000);
        // As a log whose index was lost: it is made again by whoever reads first.
        assertThat(new LogFile(file).lines()).isEqualTo(LINES);
        assertThat(Files.size(LogFile.indexOf(file))).isEqualTo(8L * (LINES / LogFile.STRIDE));
    }

    @Test
    void aWindowAtTheEndIsServedWithoutReadingTheRest() {
        LogFile log = new LogFile(file);
        assertThat(log.lines()).isEqualTo(LINES);
        List<LogLine> end = log.read(LINES - 199, 200);
        assertThat(end).hasSize(200);
        assertThat(end.getLast().text()).startsWith("line " + LINES + " ");
        assertThat(log.bytesRead()).isLessThan(LITTLE);
    }

    @Test
    void windowsInTheMiddleAndPastTheEndReadLittleToo() {
        LogFile log = new LogFile(file);
        for (int from : new int[] {1, 128, 129, 1_000_001, 1_999_999, 3_000_000}) {
            List<LogLine> lines = log.read(from, 10);
            if (from < LINES) {
                assertThat(lines.getFirst().number()).isEqualTo(from);
                assertThat(lines.getFirst().text()).startsWith("line " + from + " ");
            } else {
                assertThat(lines).isEmpty();
            }
        }
        assertThat(log.bytesRead()).isLessThan(LITTLE);
    }

    @Test
    void theOutlineNeedsNoLineOfTheLog() {
        LogFile log = new LogFile(file);
        LogMarks marks = log.marks();
        assertThat(log.bytesRead()).isZero();
        assertThat(marks.whole()).isTrue();
        assertThat(marks.groups()).hasSize(2000);
        assertThat(marks.groups().getFirst()).isEqualTo(new LogMarks.Group(1, 500, 0, false));
        assertThat(marks.steps())
                .containsExactly(
                        new LogMarks.StepStart(1, 1),
                        new LogMarks.StepStart(2, 1_000_000),
                        new LogMarks.StepStart(3, 2_000_000));
    }

    @Test
    void aSearchFindsTheLastLineAndIsBounded() {
        LogSearch.Limits all = new LogSearch.Limits(10, 1, Duration.ofMinutes(2));
        LogSearch.Found last =
                LogSearch.of("LINE " + LINES + " ", false, false).search(new LogFile(file), 1, all);
        assertThat(last.count()).isEqualTo(1);
        assertThat(last.whole()).isTrue();
        assertThat(last.searched()).isEqualTo(LINES);
        assertThat(last.hits().getFirst().before()).hasSize(1);
        LogSearch.Found none =
                LogSearch.of("(x+x+)+y", true, true)
                        .search(
                                new LogFile(file),
                                1,
                                new LogSearch.Limits(10, 1, Duration.ofMillis(300)));
        assertThat(none.whole()).isFalse();
        assertThat(none.searched()).isLessThan(LINES);
    }

    @Test
    void anIndexThatDoesNotFitIsMadeAgain() throws IOException {
        Path small = folder.resolve("small.log");
        try (JobLog log = JobLog.open(small, InstantSource.system(), false)) {
            for (int i = 1; i <= 5000; i++) {
                log.append(1, LogLine.Kind.OUTPUT, "number " + i);
            }
        }
        for (byte[] broken :
                List.of(
                        new byte[0],
                        new byte[803],
                        new byte[8],
                        "x".repeat(320).getBytes("UTF-8"))) {
            Files.write(LogFile.indexOf(small), broken);
            LogFile log = new LogFile(small);
            assertThat(log.lines()).isEqualTo(5000);
            assertThat(log.read(4321, 1).getFirst().text()).isEqualTo("number 4321");
        }
    }
}
