package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.pipeline.sandbox.JobLimits;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job does that takes too much of the machine, with real processes. */
class LimitsTest {
    private static final long MB = 1 << 20;

    @TempDir Path folder;

    private record Ended(State state, String message, List<String> log) {}

    /** Runs one step, and one that runs always. */
    private Ended run(JobLimits limits, String script) throws Exception {
        try (TestEngine test = new TestEngine(folder, limits)) {
            RunRow run =
                    test.submit(
                            "1",
                            """
                            on: push
                            jobs:
                              a:
                                runs-on: x
                                steps:
                                  - run: |
                            %s
                                  - if: always()
                                    run: echo tidied up
                            """
                                    .formatted(script.indent(10)));
            test.await(run);
            JobRow job = test.jobs(run).getFirst();
            return new Ended(job.state(), job.message(), test.log(run, job));
        }
    }

    private static void assumeEnforced(Ended ended, String setting) {
        assumeTrue(
                ended.log().stream()
                        .noneMatch(
                                line -> line.contains(setting) && line.contains("control groups")),
                setting + " is not enforced on this machine");
    }

    @Test
    void memory() throws Exception {
        Ended ended =
                run(
                        new JobLimits(0, 64 * MB, 0, 0, 0),
                        "head -c 300000000 /dev/zero | tail -c 250000000 | wc -c; exit ${PIPESTATUS[1]}");
        assertThat(ended.state()).isEqualTo(State.FAILED);
        assumeEnforced(ended, "jobs.memory");
        assertThat(ended.message()).contains("64 MB of memory").contains("jobs.memory");
        assertThat(ended.log()).contains("tidied up");
    }

    @Test
    void processes() throws Exception {
        Ended ended =
                run(new JobLimits(0, 0, 40, 0, 0), "bomb() { bomb | bomb & }; bomb; sleep 1000");
        assumeEnforced(ended, "jobs.processes");
        assertThat(ended.state()).isEqualTo(State.FAILED);
        assertThat(ended.message()).contains("40 processes").contains("jobs.processes");
    }

    @Test
    void manySmallFiles() throws Exception {
        Ended ended =
                run(
                        new JobLimits(0, 0, 0, 8 * MB, 0),
                        "n=0; while :; do n=$((n+1)); head -c 1000000 /dev/zero > /tmp/f$n;"
                                + " [ $n -lt 60 ] || sleep 1000; done");
        assertThat(ended.state()).isEqualTo(State.FAILED);
        assertThat(ended.message()).contains("limit of 8 MB").contains("jobs.disk");
        assertThat(ended.log()).contains("tidied up");
    }

    @Test
    void oneLargeFile() throws Exception {
        Ended ended =
                run(new JobLimits(0, 0, 0, 8 * MB, 0), "exec head -c 50000000 /dev/zero > large");
        assertThat(ended.state()).isEqualTo(State.FAILED);
        assertThat(ended.message()).contains("larger than jobs.disk allows");
    }

    @Test
    void printsWithoutEnd() throws Exception {
        Ended ended = run(new JobLimits(0, 0, 0, 0, MB), "echo first; yes");
        assertThat(ended.state()).isEqualTo(State.FAILED);
        assertThat(ended.message()).contains("limit of 1 MB").contains("jobs.log");
        assertThat(ended.log()).contains("first");
        assertThat(Files.size(folder.resolve("logs/1/1.log"))).isLessThan(2 * MB);
    }

    @Test
    void processorsTime() throws Exception {
        Ended ended =
                run(
                        new JobLimits(0.5, 0, 0, 0, 0),
                        "cat /sys/fs/cgroup/cpu/*/duru-jobs-*/*/cpu.cfs_quota_us"
                                + " /sys/fs/cgroup/cpu/duru-jobs-*/*/cpu.cfs_quota_us"
                                + " /sys/fs/cgroup/duru-jobs-*/*/cpu.max 2>/dev/null || true");
        assumeEnforced(ended, "jobs.cpus");
        assertThat(ended.log()).anyMatch(line -> line.matches("50000( 100000)?"));
    }
}
