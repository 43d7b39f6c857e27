package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflows that call workflows. */
class CallsTest {
    @TempDir Path folder;

    private void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static final String CALLED =
            """
            on:
              workflow_call:
                inputs: { target: { type: string, required: true } }
                secrets: { key: { required: false } }
                outputs: { url: { value: "${{ jobs.ship.outputs.url }}" } }
            jobs:
              test:
                runs-on: x
                steps: [{ run: "echo testing ${{ inputs.target }} ${{ github.workflow }}" }]
              ship:
                needs: test
                runs-on: x
                outputs: { url: "${{ steps.s.outputs.url }}" }
                steps: [{ id: s, run: "echo url=at-${{ inputs.target }} >> $GITHUB_OUTPUT" }]
            """;

    @Test
    void theJobsOfACalledWorkflowAreJobsOfTheRun() throws Exception {
        file("called.yml", CALLED);
        try (TestEngine test = new TestEngine(folder, 2)) {
            RunRow run =
                    test.submit(
                            "1",
                            """
                            on: push
                            jobs:
                              build: { runs-on: x, steps: [{ run: echo built }] }
                              call:
                                needs: build
                                uses: ./called.yml
                                with: { target: staging }
                              after:
                                needs: call
                                runs-on: x
                                steps: [{ run: "echo ${{ needs.call.result }} ${{ needs.call.outputs.url }}" }]
                            """);
            assertThat(test.await(run).state()).isEqualTo(State.SUCCESS);
            List<JobRow> jobs = test.jobs(run);
            assertThat(jobs)
                    .extracting(JobRow::name)
                    .containsExactly("build", "call / test", "call / ship", "after");
            assertThat(jobs)
                    .extracting(JobRow::node)
                    .containsExactly("build", "call/test", "call/ship", "after");
            assertThat(jobs.get(1).needs()).containsExactly("build");
            assertThat(jobs.get(2).needs()).containsExactly("call/test");
            assertThat(test.log(run, jobs.get(1))).contains("testing staging ci");
            assertThat(test.log(run, jobs.getLast())).contains("success at-staging");
        }
    }

    @Test
    void aMatrixOfCallsHasAJobForEachAndFailsTogether() throws Exception {
        file(
                "called.yml",
                """
                on: { workflow_call: { inputs: { n: { type: number } } } }
                jobs:
                  one:
                    runs-on: x
                    steps: [{ run: "test ${{ inputs.n }} = 2 && exit 1; sleep 1000" }]
                  two: { needs: one, runs-on: x, steps: [{ run: echo two }] }
                """);
        try (TestEngine test = new TestEngine(folder, 3)) {
            RunRow run =
                    test.submit(
                            "1",
                            """
                            on: push
                            jobs:
                              call:
                                strategy: { matrix: { n: [1, 2] } }
                                uses: ./called.yml
                                with: { n: "${{ matrix.n }}" }
                              after: { needs: call, runs-on: x, steps: [{ run: echo never }] }
                              told:
                                needs: call
                                if: always()
                                runs-on: x
                                steps: [{ run: "echo ${{ needs.call.result }}" }]
                            """);
            assertThat(test.await(run).state()).isEqualTo(State.FAILED);
            assertThat(test.jobs(run))
                    .extracting(job -> job.name() + " " + job.state().word())
                    .containsExactly(
                            "call (1) / one cancelled",
                            "call (1) / two cancelled",
                            "call (2) / one failed",
                            "call (2) / two skipped",
                            "after skipped",
                            "told success");
            assertThat(test.log(run, test.jobs(run).getLast())).contains("failure");
        }
    }

    @Test
    void aWorkflowThatCallsItselfIsStopped() throws Exception {
        file(
                "called.yml",
                """
                on: workflow_call
                jobs: { again: { uses: ./called.yml } }
                """);
        try (TestEngine test = new TestEngine(folder, 1)) {
            RunRow run = test.submit("1", "on: push\njobs: { call: { uses: ./called.yml } }\n");
            assertThat(test.await(run).state()).isEqualTo(State.FAILED);
            JobRow job = test.jobs(run).getFirst();
            assertThat(job.message()).contains("more than 10 deep");
        }
    }

    @Test
    void whatIsNotThereOrTakesOtherInputsFailsAtTheCall() throws Exception {
        file("called.yml", CALLED);
        try (TestEngine test = new TestEngine(folder, 1)) {
            RunRow run =
                    test.submit(
                            "1",
                            """
                            on: push
                            jobs:
                              none: { uses: ./none.yml }
                              wrong: { uses: ./called.yml }
                            """);
            assertThat(test.await(run).state()).isEqualTo(State.FAILED);
            assertThat(test.jobs(run)).extracting(JobRow::state).containsOnly(State.FAILED);
            assertThat(test.jobs(run).getFirst().message())
                    .startsWith("ci.yml:3:")
                    .contains("there is no file");
            assertThat(test.jobs(run).getLast().message()).contains("target");
        }
    }

    @Test
    void aCallThatWaitsForItsOwnGroupSaysSo() throws Exception {
        file(
                "called.yml",
                """
                on: workflow_call
                concurrency: DEPLOY
                jobs: { a: { runs-on: x, steps: [{ run: echo a }] } }
                """);
        try (TestEngine test = new TestEngine(folder, 1)) {
            RunRow run =
                    test.submit(
                            "1",
                            """
                            on: push
                            concurrency: deploy
                            jobs: { call: { uses: ./called.yml } }
                            """);
            assertThat(test.await(run).state()).isEqualTo(State.FAILED);
            assertThat(test.jobs(run).getFirst().message()).contains("would wait for itself");
        }
    }

    @Test
    void aSecondEngineGoesOnWithinACall() throws Exception {
        file(
                "called.yml",
                """
                on: { workflow_call: { outputs: { w: { value: "${{ jobs.one.outputs.w }}" } } } }
                jobs:
                  one:
                    runs-on: x
                    outputs: { w: "${{ steps.s.outputs.w }}" }
                    steps: [{ id: s, run: echo w=kept >> $GITHUB_OUTPUT }]
                  two:
                    needs: one
                    runs-on: x
                    steps: [{ run: "echo ${{ needs.one.outputs.w }}; [ -e %s/go ] || sleep 1000" }]
                """
                        .formatted(folder));
        CountDownLatch inside = new CountDownLatch(1);
        RunRow run;
        try (TestEngine first = new TestEngine(folder, 1, new Sandboxes(Sandboxes.Kind.PLAIN))) {
            AutoCloseable watch =
                    first.engine.watch(progress -> {
                        if (progress instanceof Progress.Step
                                && first.jobs(first.newest()).stream()
                                        .anyMatch(job ->
                                                job.node().equals("call/two")
                                                        && job.state() == State.RUNNING)) {
                            inside.countDown();
                        }
                    });
            run =
                    first.submit(
                            "1",
                            """
                            on: push
                            jobs:
                              call: { uses: ./called.yml }
                              after:
                                needs: call
                                runs-on: x
                                steps: [{ run: "echo got ${{ needs.call.outputs.w }}" }]
                            """);
            assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
            watch.close();
        }
        file("go", "");
        // The run keeps what it called, whatever the file says by now.
        file("called.yml", "on: workflow_call\njobs: {}\n");
        try (TestEngine second = new TestEngine(folder, 1, new Sandboxes(Sandboxes.Kind.PLAIN))) {
            assertThat(second.await(run).state()).isEqualTo(State.SUCCESS);
            assertThat(second.jobs(run))
                    .extracting(job -> job.node() + " " + job.attempt())
                    .containsExactly("call/one 1", "call/two 2", "after 1");
            assertThat(second.log(run, second.jobs(run).getLast())).contains("got kept");
        }
    }
}
