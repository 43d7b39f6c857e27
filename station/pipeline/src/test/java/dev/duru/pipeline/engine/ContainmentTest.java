package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.pipeline.sandbox.JobLimits;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hostile job tries, with real bubblewrap. */
class ContainmentTest {
    @TempDir Path folder;

    @BeforeAll
    static void needsBubblewrap() {
        try (Sandboxes sandboxes = new Sandboxes()) {
            assumeTrue(
                    sandboxes.kind() == Sandboxes.Kind.BUBBLEWRAP, "bubblewrap does not work here");
        }
    }

    private record Ended(JobRow job, List<String> log) {}

    private Ended run(TestEngine test, String script) throws Exception {
        RunRow run = test.submit("o" + System.nanoTime(), workflow(script));
        test.await(run);
        JobRow job = test.jobs(run).getFirst();
        return new Ended(job, test.log(run, job));
    }

    private static String workflow(String script) {
        return """
        on: push
        jobs:
          a:
            runs-on: x
            steps:
              - run: |
        %s
              - if: always()
                run: echo "second step, got=$got"
        """
                .formatted(script.indent(10));
    }

    @Test
    void durusDataAndOtherJobsFilesAreOutOfSight() throws Exception {
        try (TestEngine test = new TestEngine(folder, 1)) {
            Files.createDirectories(folder.resolve("jobs/999"));
            Files.writeString(folder.resolve("jobs/999/secret"), "another job's");
            Files.writeString(folder.resolve("key"), "Duru's key");
            Ended ended =
                    run(
                            test,
                            """
                            cat %1$s/duru.db %1$s/key %1$s/jobs/999/secret 2>&1 || true
                            echo "jobs: $(ls %1$s/jobs | tr '\\n' ' ')"
                            find / -xdev -name duru.db 2>/dev/null | sed 's/^/found /'
                            echo "shadow: $(cat /etc/shadow 2>/dev/null | wc -c)"
                            touch /etc/x /usr/x 2>/dev/null && echo WROTE
                            for f in $(find /proc/sys /proc/sysrq-trigger /sys -type f -writable 2>/dev/null | head); do echo "WROTE $f"; done
                            true
                            """
                                    .formatted(folder));
            assertThat(ended.job().state()).isEqualTo(State.SUCCESS);
            assertThat(String.join("\n", ended.log()))
                    .contains("jobs: " + ended.job().id() + " \n", "shadow: 0")
                    .doesNotContain(
                            "another job's\n", "Duru's key\n", "\nfound " + folder, "\nWROTE");
        }
    }

    @Test
    void otherProcessesAreOutOfReach() throws Exception {
        long duru = ProcessHandle.current().pid();
        try (TestEngine test = new TestEngine(folder, 1)) {
            Ended ended =
                    run(
                            test,
                            """
                            ls -d /proc/%1$d && echo SEEN
                            kill -0 %1$d && echo SEEN
                            cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep -c '^JAVA_HOME=' | sed 's/^/java homes: /'
                            cat /proc/[0-9]*/cmdline | tr '\\0' '\\n' | grep -c '[s]urefire' | sed 's/^/test runners: /'
                            echo "open:" /proc/self/fd/*
                            tail -c 100 /proc/1/mem && echo SEEN
                            echo "processes: $(ls -d /proc/[0-9]* | wc -l)"
                            true
                            """
                                    .formatted(duru));
            assertThat(ended.job().state()).isEqualTo(State.SUCCESS);
            assertThat(ended.log())
                    .contains("java homes: 0", "test runners: 0")
                    .doesNotContain("SEEN")
                    .anyMatch(line -> line.matches("open:( /proc/self/fd/(0|1|2|3|255))+"))
                    .anyMatch(line -> line.matches("processes: [0-9]"));
        }
    }

    @Test
    void socketsOfDuruAndOfTheMachineAreOutOfSight() throws Exception {
        Path socket = folder.resolve("control.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                TestEngine test = new TestEngine(folder, 1)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Ended ended =
                    run(
                            test,
                            """
                            ls -l %s 2>&1 | sed 's/^.*No such.*$/no socket/'
                            echo "sockets: $(find / -xdev -type s 2>/dev/null | wc -l)"
                            echo "run: $(find /run -type s | wc -l)"
                            """
                                    .formatted(socket));
            assertThat(ended.log()).contains("no socket", "run: 0");
        }
    }

    @Test
    void nobodyOutlivesACancel() throws Exception {
        String token = "4" + System.nanoTime() % 1_000_000_000L;
        try (TestEngine test = new TestEngine(folder, 1)) {
            RunRow run =
                    test.submit(
                            "1",
                            workflow(
                                    """
                                    trap '' INT TERM HUP QUIT
                                    nohup setsid sh -c "trap '' INT TERM HUP; (sleep %1$s; sleep %1$s) & exec sleep %1$s" >/dev/null 2>&1 &
                                    (setsid sh -c "(sleep %1$s &) &" &) &
                                    echo "up"
                                    while :; do sleep %1$s; done
                                    """
                                            .formatted(token)));
            test.awaitLine(run, "up");
            while (sleeping(token) < 4) {
                LockSupport.parkNanos(5_000_000);
            }
            test.engine.cancel(run.id(), "enough");
            assertThat(test.await(run).state()).isEqualTo(State.CANCELLED);
            assertThat(test.log(run, test.jobs(run).getFirst())).contains("second step, got=");
        }
        assertThat(sleeping(token)).isZero();
        assertThat(folder.resolve("jobs").toFile().list()).isEmpty();
    }

    private static long sleeping(String token) {
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.info().commandLine().orElse("").contains("sleep " + token))
                .count();
    }

    @Test
    void linksInPlaceOfDurusFilesLeadNowhere() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "untouched");
        try (TestEngine test = new TestEngine(folder, 1)) {
            Ended ended =
                    run(
                            test,
                            """
                            echo ok > "$GITHUB_WORKSPACE/made"
                            ln -sf %1$s "$GITHUB_OUTPUT"; ln -sf %1$s "$GITHUB_STEP_SUMMARY"
                            rm "$GITHUB_ENV"; mkfifo "$GITHUB_ENV"
                            for n in 0 1 2 3; do
                              ln -sf %1$s "$RUNNER_TEMP/_commands/script_$n.sh"
                              for f in env output path summary state; do ln -sf %1$s "$RUNNER_TEMP/_commands/later_$n"; done
                              ln -sf %1$s "$HOME/../launch/launch$n" 2>/dev/null && echo LINKED
                            done
                            mv "$RUNNER_TEMP/_commands" "$RUNNER_TEMP/moved" 2>/dev/null && echo MOVED
                            mv "$RUNNER_TEMP" "$HOME/../moved" 2>/dev/null && echo MOVED
                            mv "$HOME/../work" "$HOME/../moved" 2>/dev/null && echo MOVED
                            mv "$GITHUB_WORKSPACE/.." "$HOME/../moved" 2>/dev/null && echo MOVED
                            mv "$HOME/../launch" "$HOME/../moved" 2>/dev/null && echo MOVED
                            true
                            """
                                    .formatted(victim));
            assertThat(ended.log()).contains("second step, got=").doesNotContain("LINKED", "MOVED");
            assertThat(ended.job().outputs()).isEqualTo("{}");
            assertThat(ended.job().summary()).isEmpty();
        }
        assertThat(victim).hasContent("untouched");
    }

    @Test
    void whatAJobHasMadeHardToDeleteIsGoneWithIt() throws Exception {
        try (TestEngine test = new TestEngine(folder, JobLimits.DEFAULT)) {
            run(
                    test,
                    """
                    mkdir -p deep/er; touch deep/er/file; chmod 000 deep/er deep
                    i=0; while [ $i -lt 60 ]; do d=$(printf 'n%.0s' $(seq 200)); mkdir "$d"; cd "$d"; i=$((i+1)); done
                    touch bottom
                    """);
        }
        assertThat(folder.resolve("jobs").toFile().list()).isEmpty();
    }

    @Test
    void whatAKilledDuruLeftIsCleared() throws Exception {
        Path left = Files.createDirectories(folder.resolve("jobs/77/work/x"));
        Files.writeString(left.resolve("file"), "old");
        try (TestEngine test = new TestEngine(folder, 1)) {
            assertThat(left).doesNotExist();
            assertThat(test.engine.queue()).isEmpty();
        }
        assertThat(folder.resolve("jobs").toFile().list()).isEmpty();
    }

    @Test
    void withoutBubblewrapTheLogSaysSo() throws Exception {
        try (TestEngine test = new TestEngine(folder, 1, new Sandboxes(Sandboxes.Kind.PLAIN))) {
            assertThat(run(test, "echo hello").log())
                    .anyMatch(line -> line.startsWith("Runs without a sandbox"));
        }
    }
}
