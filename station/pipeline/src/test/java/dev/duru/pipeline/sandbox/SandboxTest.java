package dev.duru.pipeline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SandboxTest {
    private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");

    @TempDir Path folder;

    private Sandbox open(Sandboxes sandboxes, String name, Path... hidden) throws Exception {
        Path job = Files.createDirectories(folder.resolve(name));
        return sandboxes.open(new Sandboxes.View(job, List.of(), List.of(hidden), name));
    }

    private static Commands sh(Path dir, String script) {
        return new Commands(List.of("sh", "-c", script), PATH, dir);
    }

    @ParameterizedTest
    @EnumSource
    void runsStepsWithTheirOwnEnvironmentAndReportsExitCodes(Sandboxes.Kind kind) throws Exception {
        try (Sandboxes sandboxes = new Sandboxes(kind);
                Sandbox sandbox = open(sandboxes, "a")) {
            List<String> lines = new ArrayList<>();
            Path dir = folder.resolve("a");
            Map<String, String> odd =
                    Map.of("PATH", "/usr/bin:/bin", "INPUT_A-B", "x", "Q", "it's\n\"two\" $lines");
            int code =
                    sandbox.run(
                            new Commands(List.of("env"), odd, dir),
                            (line, ended) -> lines.add(line));
            assertThat(code).isZero();
            assertThat(sandbox.run(sh(dir, "exit 3"), (line, ended) -> {})).isEqualTo(3);
            assertThat(lines)
                    .contains("INPUT_A-B=x", "Q=it's", "\"two\" $lines")
                    .noneMatch(line -> line.startsWith("HOME"));

            lines.clear();
            assertThat(
                            sandbox.run(
                                    sh(dir, "printf 'a\\n\\nno newline'"),
                                    (line, ended) -> lines.add(line)))
                    .isZero();
            assertThat(lines).containsExactly("a", "", "no newline");
            lines.clear();
            sandbox.run(sh(dir, "printf 'a\\n\\n'"), (line, ended) -> lines.add(line));
            assertThat(lines).containsExactly("a", "");
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesNobodyBehindEvenWhoCalledSetsid(Sandboxes.Kind kind) throws Exception {
        Path pidFile = Files.createDirectories(folder.resolve("b")).resolve("pid");
        String token = "4" + System.nanoTime() % 1_000_000_000L;
        try (Sandboxes sandboxes = new Sandboxes(kind)) {
            try (Sandbox sandbox = open(sandboxes, "b")) {
                sandbox.run(
                        sh(
                                folder.resolve("b"),
                                "setsid sh -c 'echo $$ > pid; exec sleep "
                                        + token
                                        + "' &"
                                        + " while ! [ -s pid ]; do :; done"),
                        (line, ended) -> {});
                assertThat(Files.readString(pidFile)).isNotBlank();
                assertThat(sleeping(token)).isTrue();
            }
            assertThat(sleeping(token)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopsAStepThatIgnoresEverySignalAndGoesOn(Sandboxes.Kind kind) throws Exception {
        try (Sandboxes sandboxes = new Sandboxes(kind);
                Sandbox sandbox = open(sandboxes, "c")) {
            Path dir = folder.resolve("c");
            CountDownLatch started = new CountDownLatch(1);
            StopLadder ladder = new StopLadder(Duration.ofMillis(100), Duration.ofMillis(100));
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            started.await();
                        } catch (InterruptedException e) {
                            return;
                        }
                        sandbox.stopStep(ladder);
                    });
            List<String> lines = new ArrayList<>();
            int code =
                    sandbox.run(
                            sh(
                                    dir,
                                    "trap 'echo got int' INT; trap 'echo got term' TERM; echo up;"
                                            + " while :; do sleep 0.05; done"),
                            (line, ended) -> {
                                lines.add(line);
                                started.countDown();
                            });
            assertThat(code).isEqualTo(137);
            assertThat(lines).contains("up", "got int", "got term");
            lines.clear();
            assertThat(sandbox.run(sh(dir, "echo on"), (line, ended) -> lines.add(line))).isZero();
            assertThat(lines).containsExactly("on");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "BUBBLEWRAP")
    void seesNeitherDurusDataNorOtherJobs(Sandboxes.Kind kind) throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("duru.db"), "secret");
        Path job = Files.createDirectories(data.resolve("jobs/1"));
        try (Sandboxes sandboxes = new Sandboxes(kind);
                Sandbox sandbox =
                        sandboxes.open(new Sandboxes.View(job, List.of(), List.of(data), "d"))) {
            List<String> lines = new ArrayList<>();
            int code =
                    sandbox.run(
                            sh(
                                    job,
                                    "ls "
                                            + data
                                            + "; echo w > here; touch /etc/x 2>/dev/null"
                                            + " && echo BAD; ls /tmp | wc -l; ps -e | wc -l"),
                            (line, ended) -> lines.add(line));
            assertThat(code).isZero();
            assertThat(lines).contains("jobs").doesNotContain("duru.db", "BAD");
            assertThat(job.resolve("here")).hasContent("w\n");
        }
    }

    private static boolean sleeping(String token) {
        return ProcessHandle.allProcesses()
                .anyMatch(handle ->
                        handle.info()
                                .commandLine()
                                .map(line -> line.endsWith("sleep " + token))
                                .orElse(false));
    }
}
