package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.log.JobLog;
import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.log.Masker;
import dev.duru.pipeline.log.WorkflowCommand;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilterTest {
    @TempDir Path folder;
    private final Masker masker = new Masker();
    private final List<WorkflowCommand> remarks = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private final class Obedient implements OutputFilter.Obey {
        @Override
        public void output(String name, String value) {}

        @Override
        public void state(String name, String value) {}

        @Override
        public void env(String name, String value) {}

        @Override
        public void path(String folder) {}

        @Override
        public void annotate(WorkflowCommand command, long logLine) {
            remarks.add(command);
        }

        @Override
        public Optional<WorkflowCommand> problem(String line) {
            return Optional.empty();
        }

        @Override
        public void matcher(WorkflowCommand command) {
            remarks.add(command);
        }

        @Override
        public boolean unsecureAllowed() {
            return false;
        }

        @Override
        public void fail(String message) {
            failures.add(message);
        }
    }

    private List<LogLine> printed(String... pieces) {
        Path file = folder.resolve("1.log");
        try (JobLog log = JobLog.open(file, InstantSource.system(), false)) {
            OutputFilter filter = new OutputFilter(log, masker, 1, new Obedient());
            for (String piece : pieces) {
                filter.line(piece.replaceAll("\n$", ""), piece.endsWith("\n"));
            }
        }
        return new LogFile(file).read(1, 1000);
    }

    private static String text(List<LogLine> lines) {
        return lines.stream().map(LogLine::text).collect(Collectors.joining("\n"));
    }

    @Test
    void aSecretAcrossTheSeamsOfAVeryLongLineIsHidden() {
        masker.add("correct-horse-battery");
        String line = "x".repeat(100) + "correct-horse-battery" + "y".repeat(100);
        for (int cut = 90; cut < 130; cut++) {
            List<LogLine> lines = printed(line.substring(0, cut), line.substring(cut) + "\n");
            assertThat(text(lines).replace("\n", ""))
                    .isEqualTo("x".repeat(100) + "***" + "y".repeat(100));
        }
        List<LogLine> small =
                printed("correct-", "horse", "-", "battery", "correct-horse-batter", "y!\n");
        assertThat(text(small).replace("\n", "")).isEqualTo("******!");
    }

    @Test
    void aMaskHoldsFromTheVeryNextLine() {
        assertThat(text(printed("::add-mask::tok-1234\n", "tok-1234\n"))).isEqualTo("***");
        assertThat(text(printed("::add-mask::x\n", "x\n")))
                .contains("fewer than 3 characters")
                .endsWith("\nx");
    }

    @Test
    void stoppedCommandsArePrintedAsTheyAre() {
        assertThat(
                        text(
                                printed(
                                        "::stop-commands::tok\n",
                                        "::warning::no\n",
                                        "::tok::\n",
                                        "::warning::yes\n")))
                .isEqualTo("::warning::no\nyes");
        assertThat(remarks).extracting(WorkflowCommand::data).containsExactly("yes");
    }
}
