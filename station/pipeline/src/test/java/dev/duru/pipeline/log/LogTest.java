package dev.duru.pipeline.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
    @TempDir Path folder;

    @Test
    void readsAnyWindowAlsoWhileItIsWritten() {
        Path file = folder.resolve("1/2.log");
        LogFile log = new LogFile(file);
        assertThat(log.lines()).isZero();
        assertThat(log.read(1, 10)).isEmpty();
        try (JobLog writer = JobLog.open(file, InstantSource.system(), false)) {
            for (int i = 1; i <= 1000; i++) {
                writer.append(i % 7, LogLine.Kind.OUTPUT, "line " + i);
            }
            writer.append(1, LogLine.Kind.ERROR, "two\nlines");
            writer.flush();
            assertThat(log.lines()).isEqualTo(1002);
            for (int from : new int[] {1, 2, 127, 128, 129, 256, 257, 999, 1002}) {
                List<LogLine> lines = log.read(from, 3);
                assertThat(lines.getFirst().number()).isEqualTo(from);
                if (from <= 998) {
                    assertThat(lines)
                            .extracting(LogLine::text)
                            .containsExactly(
                                    "line " + from, "line " + (from + 1), "line " + (from + 2));
                    assertThat(lines.getFirst().step()).isEqualTo(from % 7);
                }
            }
            assertThat(log.read(1003, 10)).isEmpty();
            assertThat(log.read(5000, 10)).isEmpty();
            assertThat(log.search("LINE 77", 1, 3))
                    .extracting(LogLine::number)
                    .containsExactly(77L, 770L, 771L);
        }
    }

    @Test
    void goesOnAfterALineThatWasCutInTheMiddle() throws Exception {
        Path file = folder.resolve("cut.log");
        try (JobLog writer = JobLog.open(file, InstantSource.system(), false)) {
            for (int i = 1; i <= 300; i++) {
                writer.append(1, LogLine.Kind.OUTPUT, i < 300 ? "-".repeat(300) : "old " + i);
            }
        }
        Files.write(
                file,
                "123 1 o half a li".getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.APPEND);
        Files.delete(LogFile.indexOf(file));
        try (JobLog writer = JobLog.open(file, InstantSource.system(), true)) {
            writer.append(1, LogLine.Kind.OUTPUT, "new");
        }
        assertThat(new LogFile(file).lines()).isEqualTo(302);
        assertThat(new LogFile(file).read(300, 10))
                .extracting(LogLine::text)
                .containsExactly("old 300", "half a li", "new");
    }

    @Test
    void masksSecretsInEveryForm() {
        Masker masker = new Masker();
        String secret = "p@ss w0rd/+\"x";
        masker.add(secret);
        masker.add("first line of key\nsecond line of key");
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        assertThat(masker.mask("it is " + secret + "!")).isEqualTo("it is ***!");
        assertThat(masker.mask("x second line of key y")).isEqualTo("x *** y");
        assertThat(masker.mask(Base64.getEncoder().encodeToString(bytes))).isEqualTo("***");
        for (String before : List.of("a", "ab", "abc")) {
            String whole =
                    Base64.getEncoder()
                            .encodeToString(
                                    (before + secret + "tail").getBytes(StandardCharsets.UTF_8));
            assertThat(masker.mask(whole)).contains("***");
        }
        assertThat(masker.mask("p%40ss+w0rd%2F%2B%22x")).isEqualTo("***");
        assertThat(masker.mask("{\"k\":\"p@ss w0rd/+\\\"x\"}")).isEqualTo("{\"k\":\"***\"}");
        masker.add("");
        masker.add("  ");
        assertThat(masker.mask("plain text")).isEqualTo("plain text");
    }

    @Test
    void coloursBecomeClassesAndNothingElseGetsThrough() {
        assertThat(Ansi.html("a <b> \u001b[1;31mred\u001b[0m & \u001b[38;5;196mhot"))
                .isEqualTo(
                        "a &lt;b&gt; <span class=\"ansi-bold ansi-31\">red</span> &amp; "
                                + "<span class=\"ansi-91\">hot</span>");
        assertThat(Ansi.plain("\u001b[2K\u001b]0;title\u0007text\u001b[m")).isEqualTo("text");
        assertThat(Ansi.html("10%\r20%\r30%")).isEqualTo("30%");
    }

    @Test
    void readsCommands() {
        assertThat(WorkflowCommand.parse("::error file=a%3Ab.c,line=3::x%0Ay%25"))
                .hasValueSatisfying(command -> {
                    assertThat(command.name()).isEqualTo("error");
                    assertThat(command.property("file")).isEqualTo("a:b.c");
                    assertThat(command.property("line")).isEqualTo("3");
                    assertThat(command.data()).isEqualTo("x\ny%");
                });
        assertThat(WorkflowCommand.parse("::not a command")).isEmpty();
        assertThat(WorkflowCommand.parse("std::vector::size")).isEmpty();
    }
}
