package dev.duru.tsdb.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.tsdb.Labels;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was committed is there again, whatever happens to the process or to the end of a file. */
class SampleLogTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Labels UP = Labels.of("up", "job", "a");
    private static final Labels LOAD = Labels.of("load", "host", "ü\"\\");

    @TempDir Path folder;

    private record Sample(Labels labels, long time, double value) {}

    private List<Sample> replayed() {
        List<Sample> found = new ArrayList<>();
        SampleLog.open(folder, DAY, (l, t, v) -> found.add(new Sample(l, t, v))).close();
        return found;
    }

    private static SampleLog fresh(Path folder) {
        return SampleLog.open(folder, DAY, (labels, time, value) -> {});
    }

    private Path onlySegment() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void allValuesComeBack() {
        double[] values = {0, -0.0, 1, -1.5, 1e300, Double.MIN_VALUE, Double.NaN, 1 / 0.0, 0.1};
        List<Sample> written = new ArrayList<>();
        try (SampleLog log = fresh(folder)) {
            for (int i = 0; i < values.length; i++) {
                written.add(new Sample(UP, 1_000L * i - 3_000, values[i]));
                written.add(new Sample(LOAD, 1_700_000_000_000L + i, -values[i]));
            }
            for (Sample s : written) {
                log.kept(s.labels(), s.time(), s.value());
            }
            assertThat(log.commit()).isTrue();
        }
        assertThat(replayed()).isEqualTo(written);
        // Opened and closed without a sample, nothing has changed.
        assertThat(replayed()).isEqualTo(written);
    }

    @Test
    void aTornEndCostsTheLastRecordOnly() throws Exception {
        try (SampleLog log = fresh(folder)) {
            for (int i = 0; i < 5; i++) {
                log.kept(UP, i, i);
                log.commit();
            }
        }
        byte[] whole = Files.readAllBytes(onlySegment());
        Path segment = onlySegment();
        int before = -1;
        for (int size = 0; size <= whole.length; size++) {
            Files.write(segment, Arrays.copyOf(whole, size));
            int found = replayed().size();
            assertThat(found).isBetween(Math.max(before, 0), before + 1);
            before = Math.max(found, 0);
        }
        assertThat(before).isEqualTo(5);
    }

    @Test
    void aChangedByteIsNeverASample() throws Exception {
        try (SampleLog log = fresh(folder)) {
            for (int i = 0; i < 5; i++) {
                log.kept(UP, i, i);
                log.commit();
            }
        }
        Path segment = onlySegment();
        byte[] whole = Files.readAllBytes(segment);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x10;
            Files.write(segment, changed);
            List<Sample> found = replayed();
            assertThat(found.size()).isLessThan(5);
            for (int s = 0; s < found.size(); s++) {
                assertThat(found.get(s)).isEqualTo(new Sample(UP, s, s));
            }
        }
    }

    @Test
    void oldSegmentsAreForgotten() throws Exception {
        long hour = 3_600_000;
        try (SampleLog log = fresh(folder)) {
            for (int i = 0; i < 100; i++) {
                log.kept(UP, i * hour, i);
                log.commit();
            }
        }
        List<Sample> found = replayed();
        assertThat(found.getLast().time()).isEqualTo(99 * hour);
        assertThat(found.getFirst().time()).isBetween(65 * hour, 75 * hour);
    }

    @Test
    void aLogThatCannotBeWrittenKeepsWhatWaitsAndGoesOn() throws Exception {
        Path gone = folder.resolve("gone");
        try (SampleLog log = fresh(gone)) {
            Files.delete(gone);
            log.kept(UP, 1, 1);
            assertThat(log.commit()).isFalse();
            assertThat(log.problem()).contains("cannot be written");
            Files.createDirectory(gone);
            log.kept(UP, 2, 2);
            assertThat(log.commit()).isTrue();
            assertThat(log.problem()).isEmpty();
        }
        List<Sample> found = new ArrayList<>();
        SampleLog.open(gone, DAY, (l, t, v) -> found.add(new Sample(l, t, v))).close();
        assertThat(found).containsExactly(new Sample(UP, 1, 1), new Sample(UP, 2, 2));
    }

    @Test
    void killedAtAnyPointItLosesNothingThatWasAcknowledged() throws Exception {
        long seed = System.nanoTime();
        System.out.println("sample log: seed " + seed);
        Random random = new Random(seed);
        long acknowledged = 0;
        for (int round = 0; round < 6; round++) {
            acknowledged = killed(acknowledged, random.nextInt(400));
            List<Sample> found = replayed();
            long expected = acknowledged;
            assertThat(found.size())
                    .as("after %d", expected)
                    .isGreaterThanOrEqualTo((int) expected);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).isEqualTo(new Sample(UP, i, i * 0.5));
            }
            acknowledged = found.size();
        }
    }

    /** Lets another process write until it has told of so many commits, and kills it. */
    private long killed(long from, int commits) throws Exception {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                folder.toString(),
                                Long.toString(from))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long acknowledged = from;
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i <= commits; i++) {
                acknowledged = Long.parseLong(said.readLine());
            }
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        return acknowledged;
    }

    /** Writes samples one after the other, and tells after each commit how many there are. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            long next = Long.parseLong(arguments[1]);
            try (SampleLog log = fresh(Path.of(arguments[0]))) {
                while (true) {
                    for (int i = 0; i < 7; i++) {
                        log.kept(UP, next, next * 0.5);
                        next++;
                    }
                    log.commit();
                    System.out.println(next);
                }
            }
        }
    }
}
