package dev.duru.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.log.LogFile;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.sandbox.StopLadder;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import dev.duru.pipeline.state.StepRow;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackgroundStepsTest {
    @TempDir Path folder;
    private int runs;

    /** A run of one job with these steps. */
    private record Ran(RunRow run, List<StepRow> steps, List<String> lines, List<LogLine> log) {
        List<String> of(int step) {
            return log.stream().filter(line -> line.step() == step).map(LogLine::text).toList();
        }
    }

    private Ran run(TestEngine test, String steps) throws Exception {
        return ended(test, test.submit("run " + ++runs, workflow(steps)));
    }

    private static String workflow(String steps) {
        return "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n" + steps.indent(6);
    }

    private static Ran ended(TestEngine test, RunRow run) throws Exception {
        RunRow ended = test.await(run);
        JobRow job = test.jobs(run).getFirst();
        List<LogLine> log =
                new LogFile(test.engine.setup().log(run.id(), job.id())).read(1, 10_000);
        List<StepRow> steps = test.database.read(sql -> test.store.steps(sql, job.id()));
        return new Ran(ended, steps, log.stream().map(LogLine::text).toList(), log);
    }

    @ParameterizedTest
    @EnumSource
    void runsBesideTheNextStepsAndIsJoinedWhereSomebodyWaits(Sandboxes.Kind kind) throws Exception {
        try (TestEngine test = new TestEngine(folder, 1, new Sandboxes(kind))) {
            // Each of the two ends only when the other one runs.
            Ran ran =
                    run(
                            test,
                            """
                            - id: side
                              background: true
                              run: |
                                echo beside > beside
                                while ! [ -e front ]; do sleep 0.02; done
                                echo seen=${{ steps.early.outcome }}. >> "$GITHUB_OUTPUT"
                                echo WORD=joined >> "$GITHUB_ENV"
                                mkdir bin; printf '#!/bin/sh\\necho my tool\\n' > bin/mytool
                                chmod +x bin/mytool; echo "$PWD/bin" >> "$GITHUB_PATH"
                                echo a summary >> "$GITHUB_STEP_SUMMARY"
                                echo side ends
                            - id: early
                              run: |
                                while ! [ -e beside ]; do sleep 0.02; done
                                echo "before: [$WORD] [${{ steps.side.outcome }}]"
                                touch front
                            - wait: side
                            - run: |
                                echo "after: $WORD ${{ steps.side.outcome }} ${{ steps.side.conclusion }} ${{ steps.side.outputs.seen }}"
                                mytool
                            """);
            assertThat(ran.run().state()).isEqualTo(State.SUCCESS);
            assertThat(ran.lines())
                    .contains("before: [] []", "after: joined success success .", "my tool");
            assertThat(ran.of(1)).contains("side ends");
            assertThat(ran.of(3)).anyMatch(line -> line.endsWith(": success"));
            assertThat(test.jobs(ran.run()).getFirst().summary()).isEqualTo("a summary\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancelStopsAServerPolitelyAndAllThatItStarted(Sandboxes.Kind kind) throws Exception {
        try (TestEngine test = new TestEngine(folder, new Sandboxes(kind), StopLadder.DEFAULT)) {
            Ran ran =
                    run(
                            test,
                            """
                            - id: server
                              background: true
                              run: |
                                trap 'echo politely; exit 0' INT
                                echo $$ > server.pid
                                sleep 1000 &
                                echo $! > child.pid
                                touch up
                                while ! [ -e never ]; do sleep 0.05; done
                            - run: while ! [ -e up ]; do sleep 0.02; done
                            - cancel: server
                            - run: |
                                echo "outcome ${{ steps.server.outcome }}"
                                kill -0 $(cat server.pid) 2>/dev/null || echo server gone
                                while grep -qs '^State:.[^ZX]' /proc/$(cat child.pid)/status
                                do sleep 0.02; done
                                echo child gone
                            """);
            assertThat(ran.run().state()).isEqualTo(State.SUCCESS);
            assertThat(ran.lines())
                    .contains("politely", "outcome cancelled", "server gone", "child gone");
            assertThat(ran.steps())
                    .extracting(StepRow::state)
                    .containsExactly(State.CANCELLED, State.SUCCESS, State.SUCCESS, State.SUCCESS);
        }
    }

    @Test
    void aFailureCountsFromWhereItIsJoined() throws Exception {
        try (TestEngine test = new TestEngine(folder, 1)) {
            Ran ran =
                    run(
                            test,
                            """
                            - id: bad
                              background: true
                              run: touch failed; exit 3
                            - run: while ! [ -e failed ]; do sleep 0.02; done; echo still well
                            - wait: [bad]
                            - run: echo not reached
                            - if: failure()
                              run: echo "then ${{ steps.bad.conclusion }} ${{ job.status }}"
                            """);
            assertThat(ran.run().state()).isEqualTo(State.FAILED);
            assertThat(ran.lines())
                    .contains("still well", "then failure failure")
                    .doesNotContain("not reached");
            assertThat(ran.steps())
                    .extracting(StepRow::state)
                    .containsExactly(
                            State.FAILED,
                            State.SUCCESS,
                            State.FAILED,
                            State.SKIPPED,
                            State.SUCCESS);
            assertThat(test.jobs(ran.run()).getFirst().message()).contains("exit code 3");
        }
    }

    @Test
    void whatNobodyWaitsForIsJoinedAtTheEndOfTheJob() throws Exception {
        try (TestEngine test = new TestEngine(folder, 1)) {
            Ran ran =
                    run(
                            test,
                            """
                            - background: true
                              run: while ! [ -e last ]; do sleep 0.02; done; exit 1
                            - run: touch last
                            """);
            assertThat(ran.run().state()).isEqualTo(State.FAILED);
            Ran tolerated =
                    run(
                            test,
                            """
                            - background: true
                              continue-on-error: true
                              run: exit 1
                            - wait-all:
                            - run: echo goes on
                            """);
            assertThat(tolerated.run().state()).isEqualTo(State.SUCCESS);
            assertThat(tolerated.lines()).contains("goes on");
        }
    }

    @Test
    void stepsOfAParallelMeetEachOtherAndAreJoinedInTheOrderOfTheFile() throws Exception {
        try (TestEngine test = new TestEngine(folder, 1)) {
            Ran ran =
                    run(
                            test,
                            """
                            - parallel:
                                - run: |
                                    touch one
                                    while ! [ -e two ]; do sleep 0.02; done
                                    echo WHO=one >> "$GITHUB_ENV"
                                - run: |
                                    while ! [ -e one ]; do sleep 0.02; done
                                    echo WHO=two >> "$GITHUB_ENV"
                                    touch two
                            - run: echo "the last is $WHO"
                            """);
            assertThat(ran.run().state()).isEqualTo(State.SUCCESS);
            assertThat(ran.lines()).contains("the last is two");
        }
    }

    @Test
    void tenRunAtATimeAndTheOthersWait() throws Exception {
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            steps.append(
                    """
                    - background: true
                      run: |
                        touch begun-%d active-%d
                        ls -d active-* | wc -l >> counts
                        while ! [ -e go ]; do sleep 0.02; done
                        rm active-%d
                    """
                            .formatted(i, i, i));
        }
        steps.append(
                """
                - run: |
                    while [ $(ls -d begun-* | wc -l) -lt 10 ]; do sleep 0.02; done
                    touch go
                - wait-all:
                - run: |
                    echo "$(ls -d begun-* | wc -l) in all"
                    echo "at most $(sort -n counts | tail -n 1)"
                """);
        try (TestEngine test = new TestEngine(folder, 1)) {
            Ran ran = run(test, steps.toString());
            assertThat(ran.run().state()).isEqualTo(State.SUCCESS);
            assertThat(ran.lines()).contains("12 in all", "at most 10");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfTheJobIsTheEndOfAll(Sandboxes.Kind kind) throws Exception {
        try (TestEngine test = new TestEngine(folder, 1, new Sandboxes(kind))) {
            RunRow run =
                    test.submit(
                            "1",
                            workflow(
                                    """
                                    - id: server
                                      background: true
                                      run: trap '' INT TERM; echo up; while :; do sleep 0.1; done
                                    - run: echo second; sleep 1000
                                    - if: always()
                                      run: echo "tidy ${{ job.status }} ${{ steps.server.outcome }}."
                                    - if: always()
                                      background: true
                                      run: echo tidied beside
                                    """));
            test.awaitLine(run, "up");
            test.awaitLine(run, "second");
            assertThat(test.engine.cancel(run.id(), "cancelled by dev")).isTrue();
            Ran ran = ended(test, run);
            assertThat(ran.run().state()).isEqualTo(State.CANCELLED);
            assertThat(ran.lines()).contains("tidy cancelled .", "tidied beside");
            assertThat(ran.steps().getFirst().state()).isEqualTo(State.CANCELLED);
        }
    }

    @Test
    void aStepInTheBackgroundHasALimitOfItsOwn() throws Exception {
        try (TestEngine test = new TestEngine(folder, 1)) {
            Ran ran =
                    run(
                            test,
                            """
                            - id: slow
                              background: true
                              timeout-minutes: 0.005
                              run: sleep 1000
                            - run: echo quick
                            - wait: slow
                            """);
            assertThat(ran.run().state()).isEqualTo(State.FAILED);
            assertThat(ran.lines()).anyMatch(line -> line.contains("longer than its limit"));
            assertThat(ran.steps())
                    .extracting(StepRow::state)
                    .containsExactly(State.FAILED, State.SUCCESS, State.FAILED);
        }
    }
}
