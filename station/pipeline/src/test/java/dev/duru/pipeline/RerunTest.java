package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that run again, whole or in part. */
class RerunTest {
    private static final String WORKFLOW =
            """
            on: push
            jobs:
              make:
                runs-on: x
                outputs: { word: "made-in-${{ github.run_attempt }}" }
                steps:
                  - run: echo made > made.txt
                  - uses: actions/upload-artifact@v4
                    with: { name: made, path: made.txt }
              call:
                needs: make
                uses: ./.github/workflows/called.yml
                with: { word: "${{ needs.make.outputs.word }}" }
              after:
                needs: call
                runs-on: x
                steps:
                  - run: echo "after ${{ needs.call.outputs.word }} in $GITHUB_RUN_ATTEMPT by $GITHUB_TRIGGERING_ACTOR"
              aside: { runs-on: x, steps: [{ run: echo aside }] }
            """;

    private static final String CALLED =
            """
            on:
              workflow_call:
                inputs: { word: { type: string } }
                outputs: { word: { value: "${{ jobs.good.outputs.word }}" } }
            jobs:
              good:
                runs-on: x
                outputs: { word: "${{ inputs.word }}" }
                steps: [{ run: echo good }]
              flaky:
                runs-on: x
                steps:
                  - uses: actions/download-artifact@v4
                    with: { name: made }
                  - run: |
                      grep made made.txt
                      echo "::debug::looking closely"
                      test "$GITHUB_RUN_ATTEMPT" = 2
            """;

    @TempDir Path folder;

    private static RunRow failed(PipelineSite site) {
        RunRow run =
                site.run(
                        Map.of(
                                ".github/workflows/ci.yml",
                                WORKFLOW,
                                ".github/workflows/called.yml",
                                CALLED));
        assertThat(run.state()).isEqualTo(State.FAILED);
        return run;
    }

    private static List<String> jobs(PipelineSite site, RunRow run, int attempt) {
        return site.pipeline.jobs(run, attempt).stream()
                .map(job -> job.name() + " " + job.state().word())
                .toList();
    }

    private static List<String> log(PipelineSite site, RunRow run, String job) {
        return site.pipeline.log(site.job(run, job)).read(1, 1000).stream()
                .map(LogLine::text)
                .toList();
    }

    @Test
    void theFailedJobsAndThoseThatNeedThemRunAgain() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow first = failed(site);
            RunRow again =
                    site.pipeline.rerun(
                            PipelineSite.SHOP, first.number(), new Rerun.Failed(), true, "boss");
            assertThat(again.number()).isEqualTo(first.number());
            RunRow second = site.ended(again);
            assertThat(second.state()).isEqualTo(State.SUCCESS);
            assertThat(second.attempt()).isEqualTo(2);
            assertThat(jobs(site, second, 2))
                    .containsExactly(
                            "make success",
                            "call / good success",
                            "call / flaky success",
                            "after success",
                            "aside success");
            assertThat(jobs(site, second, 1))
                    .contains("make success", "call / flaky failed", "after skipped");
            assertThat(ids(site.pipeline.jobs(second, 1), "make", "call / good", "aside"))
                    .isEqualTo(ids(site.pipeline.jobs(second), "make", "call / good", "aside"));
            assertThat(log(site, second, "after")).contains("after made-in-1 in 2 by boss");
            assertThat(log(site, second, "call / flaky")).contains("looking closely");
            assertThat(site.pipeline.artifacts(second))
                    .extracting(ArtifactRow::name)
                    .containsExactly("made");
            assertThat(site.pipeline.earlierAttempts(second))
                    .singleElement()
                    .satisfies(attempt -> {
                        assertThat(attempt.state()).isEqualTo(State.FAILED);
                        assertThat(attempt.by()).isEqualTo("dev");
                        assertThat(attempt.finishedAt()).isPresent();
                    });
        }
    }

    private static List<Long> ids(List<JobRow> jobs, String... names) {
        return jobs.stream()
                .filter(job -> List.of(names).contains(job.name()))
                .map(JobRow::id)
                .toList();
    }

    @Test
    void allJobsRunAgainAndMakeTheirArtifactsAnew() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow first = failed(site);
            assertThat(log(site, first, "call / flaky")).doesNotContain("looking closely");
            RunRow second =
                    site.ended(
                            site.pipeline.rerun(
                                    PipelineSite.SHOP,
                                    first.number(),
                                    new Rerun.All(),
                                    false,
                                    "dev"));
            assertThat(second.state()).isEqualTo(State.SUCCESS);
            assertThat(site.pipeline.jobs(second)).hasSize(5);
            assertThat(log(site, second, "after")).contains("after made-in-2 in 2 by dev");
            assertThat(
                            Files.exists(
                                    site.pipeline.logPath(
                                            site.pipeline.jobs(second, 1).getFirst())))
                    .isTrue();
        }
    }

    @Test
    void oneJobRunsAgainWithAllThatNeedIt() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow first = failed(site);
            long good = site.job(first, "call / good").id();
            RunRow second =
                    site.ended(
                            site.pipeline.rerun(
                                    PipelineSite.SHOP,
                                    first.number(),
                                    new Rerun.One(good),
                                    false,
                                    "dev"));
            // The one beside it keeps its failure.
            assertThat(second.state()).isEqualTo(State.FAILED);
            assertThat(jobs(site, second, 2))
                    .contains("call / good success", "call / flaky failed", "after skipped");
            assertThat(site.job(second, "call / good").id()).isNotEqualTo(good);
        }
    }

    @Test
    void whatRunsOrHasNotFailedCannotRunAgain() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run =
                    site.run("on: push\njobs: { a: { runs-on: x, steps: [{ run: echo a }] } }\n");
            assertThatThrownBy(() ->
                            site.pipeline.rerun(
                                    PipelineSite.SHOP,
                                    run.number(),
                                    new Rerun.Failed(),
                                    false,
                                    "dev"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("no job of the run has failed");
            assertThatThrownBy(() ->
                            site.pipeline.rerun(
                                    PipelineSite.SHOP,
                                    run.number(),
                                    new Rerun.One(4711),
                                    false,
                                    "dev"))
                    .hasMessageContaining("no job 4711");
            assertThat(site.pipeline.run(PipelineSite.SHOP, run.number()).attempt()).isEqualTo(1);
        }
    }
}
