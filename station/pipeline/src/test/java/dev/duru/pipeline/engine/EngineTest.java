package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    @TempDir Path folder;

    @Test
    void saysWhatHappensInFacts() throws Exception {
        try (TestEngine test = new TestEngine(folder, 2)) {
            RunRow run =
                    test.submit(
                            "1",
                            """
                            on: push
                            jobs:
                              a: { runs-on: x, steps: [{ run: echo a }] }
                              b: { needs: a, runs-on: x, steps: [{ run: exit 1 }] }
                              c: { needs: b, runs-on: x, steps: [{ run: echo c }] }
                            """);
            assertThat(test.await(run).state()).isEqualTo(State.FAILED);
            assertThat(test.ledger.after(0, 100))
                    .extracting(Entry::fact)
                    .extracting(Object::getClass)
                    .extracting(Class::getSimpleName)
                    .containsExactly(
                            "RunStarted",
                            "JobStarted",
                            "JobFinished",
                            "JobStarted",
                            "JobFinished",
                            "JobFinished",
                            "RunFinished");
            Fact last = test.ledger.after(0, 100).getLast().fact();
            assertThat(((Fact.RunFinished) last).result()).isEqualTo(Fact.Result.FAILED);
        }
    }

    @Test
    void cancelsARunAndLetsItTidyUp() throws Exception {
        try (TestEngine test = new TestEngine(folder, 2)) {
            RunRow run =
                    test.submit(
                            "1",
                            """
                            on: push
                            jobs:
                              long:
                                runs-on: x
                                steps:
                                  - run: trap '' INT; echo up; sleep 1000
                                  - run: echo never
                                  - if: cancelled()
                                    run: echo tidied up
                              next: { needs: long, runs-on: x, steps: [{ run: echo next }] }
                            """);
            test.awaitLine(run, "up");
            assertThat(test.engine.cancel(run.id(), "cancelled by dev")).isTrue();
            RunRow ended = test.await(run);
            assertThat(ended.state()).isEqualTo(State.CANCELLED);
            assertThat(ended.message()).isEqualTo("cancelled by dev");
            List<JobRow> jobs = test.jobs(run);
            assertThat(jobs)
                    .extracting(JobRow::state)
                    .containsExactly(State.CANCELLED, State.CANCELLED);
            assertThat(test.log(run, jobs.getFirst()))
                    .contains("tidied up")
                    .doesNotContain("never");
            assertThat(test.engine.cancel(run.id(), "again")).isFalse();
        }
    }

    @Test
    void aNewerRunOfAGroupTakesThePlaceOfTheOneThatWaits() throws Exception {
        String workflow =
                """
                on: push
                concurrency: deploy
                jobs:
                  a:
                    runs-on: x
                    steps: [{ run: "while ! [ -e %s ]; do sleep 0.02; done" }]
                """;
        Path gate = Files.createDirectories(folder.resolve("gate"));
        try (TestEngine test =
                new TestEngine(
                        Files.createDirectories(folder.resolve("duru")),
                        4,
                        new Sandboxes(Sandboxes.Kind.PLAIN))) {
            String waiting = workflow.formatted(gate.resolve("open"));
            RunRow first = test.submit("1", waiting);
            RunRow second = test.submit("2", waiting);
            RunRow third = test.submit("3", waiting);
            assertThat(test.await(second).state()).isEqualTo(State.CANCELLED);
            Files.createFile(gate.resolve("open"));
            assertThat(test.await(first).state()).isEqualTo(State.SUCCESS);
            assertThat(test.await(third).state()).isEqualTo(State.SUCCESS);
        }
    }

    @Test
    void aFailedCellStopsTheOthersOfItsMatrix() throws Exception {
        try (TestEngine test = new TestEngine(folder, 3)) {
            RunRow run =
                    test.submit(
                            "1",
                            """
                            on: push
                            jobs:
                              m:
                                strategy: { matrix: { n: [1, 2, 3] } }
                                runs-on: x
                                steps: [{ run: "test ${{ matrix.n }} = 2 && exit 1; sleep 1000" }]
                            """);
            assertThat(test.await(run).state()).isEqualTo(State.FAILED);
            assertThat(test.jobs(run))
                    .extracting(JobRow::state)
                    .containsExactly(State.CANCELLED, State.FAILED, State.CANCELLED);
        }
    }

    @Test
    void bearsAHundredMegabytesOfOutput() throws Exception {
        try (TestEngine test = new TestEngine(folder, 1)) {
            RunRow run =
                    test.submit(
                            "1",
                            """
                            on: push
                            jobs:
                              loud:
                                runs-on: x
                                steps:
                                  - run: yes 'a line of output that is not very interesting but long enough' | head -c 60000000
                                  - run: head -c 40000000 /dev/zero | tr '\\0' x; echo; echo the end
                            """);
            assertThat(test.await(run).state()).isEqualTo(State.SUCCESS);
            JobRow job = test.jobs(run).getFirst();
            var log =
                    new dev.duru.pipeline.log.LogFile(test.engine.setup().log(run.id(), job.id()));
            long lines = log.lines();
            assertThat(lines).isGreaterThan(800_000);
            assertThat(log.read(lines - 5, 10).toString()).contains("the end");
            assertThat(log.read(400_000, 2)).hasSize(2);
        }
    }

    @Test
    void aSecondEngineTakesUpWhatTheFirstLeft() throws Exception {
        RunRow run;
        try (TestEngine first = new TestEngine(folder, 1, new Sandboxes(Sandboxes.Kind.PLAIN))) {
            run =
                    first.submit(
                            "1",
                            """
                            on: push
                            jobs:
                              a:
                                runs-on: x
                                outputs: { word: "${{ steps.s.outputs.word }}" }
                                steps:
                                  - run: "echo up; [ -e %s/back ] || sleep 1000"
                                  - id: s
                                    run: echo word=back >> $GITHUB_OUTPUT
                              b:
                                needs: a
                                runs-on: x
                                steps: [{ run: "echo got ${{ needs.a.outputs.word }}" }]
                            """
                                    .formatted(folder));
            first.awaitLine(run, "up");
        }
        Files.createFile(folder.resolve("back"));
        try (TestEngine second = new TestEngine(folder, 1, new Sandboxes(Sandboxes.Kind.PLAIN))) {
            assertThat(second.await(run).state()).isEqualTo(State.SUCCESS);
            List<JobRow> jobs = second.jobs(run);
            assertThat(jobs.getFirst().attempt()).isEqualTo(2);
            assertThat(second.log(run, jobs.getFirst()))
                    .contains("Duru ended while this job ran; attempt 2 begins");
            assertThat(second.log(run, jobs.getLast())).contains("got back");
        }
    }
}
