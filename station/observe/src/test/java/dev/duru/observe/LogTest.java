package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.logs.AppOutput;
import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.LogQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output files that grow, shrink, change and flood. */
class LogTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("app.log");
    }

    private static EdgeMetrics noEdge() {
        return () -> "";
    }

    private Bench bench() {
        Bench bench = new Bench(folder, noEdge());
        bench.sources.add(new AppOutput.Source(Bench.SHOP, "production", 3, "abc", 0, file));
        return bench;
    }

    private void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void linesArriveOnceAlsoAfterARestart() throws Exception {
        write("one\ntwo\r\nhal");
        try (Bench bench = bench()) {
            Bench.await("two lines", () -> bench.texts().size() == 2);
            assertThat(bench.texts()).containsExactly("one", "two");
        }
        write("f\nfour\n");
        try (Bench bench = bench()) {
            Bench.await("four lines", () -> bench.texts().size() == 4);
            assertThat(bench.texts()).containsExactly("one", "two", "half", "four");
            LogLine last =
                    bench.observe
                            .extract(Bench.SHOP, "production", 3, Instant.now().plusSeconds(1), 1)
                            .getFirst();
            assertThat(last.text()).isEqualTo("four");
            assertThat(last.version()).isEqualTo("abc");
        }
    }

    @Test
    void secretsAreHiddenBeforeALineIsKept() throws Exception {
        write("the key is hunter2, the lock is not\n");
        try (Bench bench = new Bench(folder, noEdge())) {
            bench.sources.add(
                    new AppOutput.Source(
                            Bench.SHOP,
                            "production",
                            3,
                            "abc",
                            0,
                            file,
                            line -> line.replace("hunter2", "***")));
            Bench.await("the line", () -> bench.texts().size() == 1);
            assertThat(bench.texts()).containsExactly("the key is ***, the lock is not");
        }
    }

    @Test
    void aTruncatedOrReplacedFileIsReadFromItsStart() throws Exception {
        try (Bench bench = bench()) {
            write("a long first line\n");
            Bench.await("first", () -> bench.texts().size() == 1);
            Files.write(file, "short\n".getBytes(), StandardOpenOption.TRUNCATE_EXISTING);
            Bench.await("after truncation", () -> bench.texts().contains("short"));
            Files.move(file, folder.resolve("app.log.1"));
            write("rotated, and longer than before\n");
            Bench.await("after rotation", () -> bench.texts().size() == 3);
            assertThat(bench.texts())
                    .containsExactly(
                            "a long first line", "short", "rotated, and longer than before");
        }
    }

    @Test
    void whatIsNoTextIsMadeText() throws Exception {
        write("\u001b[31mred\u001b[0m \u0007bell\n".getBytes());
        write(new byte[] {'b', 'a', 'd', ' ', (byte) 0xff, (byte) 0xc3, '\n'});
        write("tab\there \u0000nul\n");
        write("가나다\n");
        write("an unfinished prompt> ");
        try (Bench bench = bench()) {
            Bench.await("five lines", () -> bench.texts().size() == 5);
            assertThat(bench.texts())
                    .containsExactly(
                            "red bell",
                            "bad \ufffd\ufffd",
                            "tab\there nul",
                            "가나다",
                            "an unfinished prompt> ");
        }
    }

    @Test
    void aFloodIsCutShortInWordsAndHoldsNobodyUp() throws Exception {
        byte[] block = "0123456789 the same line again and again\n".repeat(25_000).getBytes();
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 100; i++) {
                out.write(block);
            }
        }
        write("the end\n");
        try (Bench bench = bench()) {
            Bench.await("the end", () -> last(bench).equals("the end"));
            List<LogLine> all =
                    bench.observe.lines(Bench.SHOP, LogQuery.newest("production", 5_000));
            assertThat(all.getLast().id()).as("lines taken in").isLessThan(150_000);
        }
    }

    private static String last(Bench bench) {
        List<LogLine> lines =
                bench.observe.extract(Bench.SHOP, "production", 0, Instant.now().plusSeconds(1), 1);
        return lines.isEmpty() ? "" : lines.getFirst().text();
    }

    @Test
    void searchesByTextRegexReleaseAndTime() throws Exception {
        try (Bench bench = bench()) {
            for (int i = 0; i < 5_000; i++) {
                write("GET /cart/" + i + " 200\n");
            }
            write("ERROR Payment failed at 10.0.0.7\n");
            Bench.await("all lines", () -> last(bench).startsWith("ERROR"));
            assertThat(found(bench, "payment", false))
                    .containsExactly("ERROR Payment failed at 10.0.0.7");
            assertThat(found(bench, "cart/77\\b|cart/4999 ", true))
                    .containsExactly("GET /cart/77 200", "GET /cart/4999 200");
            assertThat(
                            bench.observe.lines(
                                    Bench.SHOP,
                                    new LogQuery(
                                            "production",
                                            4,
                                            "",
                                            false,
                                            null,
                                            null,
                                            Long.MAX_VALUE,
                                            9)))
                    .isEmpty();
            assertThat(
                            bench.observe.lines(
                                    Bench.SHOP,
                                    new LogQuery(
                                            "",
                                            3,
                                            "",
                                            false,
                                            null,
                                            Instant.EPOCH,
                                            Long.MAX_VALUE,
                                            9)))
                    .isEmpty();
            assertThatThrownBy(() -> found(bench, "(", true))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("not a regular expression");
        }
    }

    @Test
    void aRegularExpressionThatOthersNeverEndIsAnswered() throws Exception {
        try (Bench bench = bench()) {
            write("a".repeat(200) + "!\n");
            Bench.await("the line", () -> bench.texts().size() == 1);
            assertThat(found(bench, "^(a+)+b$", true)).isEmpty();
            assertThatThrownBy(() -> found(bench, "^(a+)+\\1b$", true))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("not a regular expression");
        }
    }

    private static List<String> found(Bench bench, String text, boolean regex) {
        return bench
                .observe
                .lines(
                        Bench.SHOP,
                        new LogQuery("production", 0, text, regex, null, null, Long.MAX_VALUE, 100))
                .stream()
                .map(LogLine::text)
                .toList();
    }
}
