package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.actions.OwnActions;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.toolchain.Vendors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A workflow in, the expected results and log lines beside it: {@code ci.yml}, {@code expected.txt}
 * and, where the repository has more files, {@code files/}.
 */
class ScenarioTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");

    static Stream<String> scenarios() throws IOException {
        try (Stream<Path> folders = Files.list(SCENARIOS)) {
            return folders
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static final class Heard implements LocalRun.Listener {
        final Map<String, List<String>> lines = new HashMap<>();

        @Override
        public void changed(List<RunView> runs) {
            assertThat(runs).isNotEmpty();
        }

        @Override
        public void line(String job, LogLine line) {
            if (line.kind() != LogLine.Kind.COMMAND) {
                lines.computeIfAbsent(job, unused -> new ArrayList<>()).add(line.text());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void endsAsExpected(String name, @TempDir Path repository) throws IOException {
        Path scenario = SCENARIOS.resolve(name);
        String file = Files.exists(scenario.resolve("ci.yml")) ? "ci.yml" : ".gitlab-ci.yml";
        Files.copy(scenario.resolve(file), repository.resolve(file));
        if (Files.isDirectory(scenario.resolve("files"))) {
            dev.duru.pipeline.files.Archives.copyTree(
                    scenario.resolve("files"), repository, java.util.Set.of());
        }
        Heard heard = new Heard();
        LocalRun.Options options =
                LocalRun.Options.of(repository)
                        .withWorkflow(file)
                        .withSecrets(Map.of("TOKEN", "s3cr3t-value"))
                        .withProject(new ProjectName("team", "shop"));
        RunView run =
                new LocalRun(options, noOthers(repository), Vendors.Settings.NONE)
                        .run(heard)
                        .getFirst();
        for (String expectation : Files.readAllLines(scenario.resolve("expected.txt"))) {
            check(expectation, run, heard);
        }
    }

    private static ActionLibrary noOthers(Path repository) {
        return new ActionLibrary(
                repository.resolve("no-actions"),
                ActionSettings.DEFAULT.withMirror(""),
                OwnActions.NONE);
    }

    private static void check(String expectation, RunView run, Heard heard) {
        String[] words = expectation.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "run" ->
                    assertThat(run.run().state().word())
                            .as("%s: %s\n%s", run.run().message(), jobs(run), heard.lines)
                            .isEqualTo(rest);
            case "message" -> assertThat(run.run().message()).contains(rest);
            case "job" -> {
                int space = rest.lastIndexOf(' ');
                RunView.Job job = job(run, rest.substring(0, space));
                assertThat(job.row().state().word())
                        .as("%s: %s", job.row(), heard.lines.get(job.row().name()))
                        .isEqualTo(rest.substring(space + 1));
            }
            case "log" -> assertThat(lines(run, rest, heard)).contains(afterJob(run, rest));
            case "no" -> assertThat(lines(run, rest, heard)).doesNotContain(afterJob(run, rest));
            case "annotation", "tests" -> assertThat(run.jobs()).isNotEmpty();
            case "gone" ->
                    assertThat(ProcessHandle.allProcesses())
                            .noneMatch(process ->
                                    process.info()
                                            .commandLine()
                                            .map(line -> line.endsWith(rest))
                                            .orElse(false));
            default -> throw new IllegalArgumentException(expectation);
        }
    }

    private static String jobs(RunView run) {
        return run.jobs().stream()
                .map(job -> job.row().name() + " " + job.row().state() + " " + job.row().message())
                .toList()
                .toString();
    }

    private static RunView.Job job(RunView run, String name) {
        return run.jobs().stream()
                .filter(job -> job.row().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no job " + name + " in " + jobs(run)));
    }

    /** The name of a job may have spaces: the longest that fits. */
    private static String jobName(RunView run, String text) {
        return run.jobs().stream()
                .map(job -> job.row().name())
                .filter(name -> text.startsWith(name + " "))
                .max(java.util.Comparator.comparingInt(String::length))
                .orElseThrow(() -> new AssertionError("no job for " + text + " in " + jobs(run)));
    }

    private static String afterJob(RunView run, String text) {
        return text.substring(jobName(run, text).length() + 1);
    }

    private static String lines(RunView run, String text, Heard heard) {
        return String.join("\n", heard.lines.getOrDefault(jobName(run, text), List.of()));
    }
}
