package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that test a release, as delivery asks for them. */
final class GateRunsTest {
    private static final String URL = "http://preview.production.localhost:8080/";
    private static final String BY_HAND =
            """
            on:
              workflow_dispatch:
                inputs: { url: { required: true }, release: {} }
            jobs:
              smoke:
                runs-on: ubuntu-latest
                steps: [{ run: 'echo "asks ${{ inputs.url }} of ${{ inputs.release }}"' }]
            """;
    private static final String DEPLOYED =
            """
            on: deployment_status
            jobs:
              smoke:
                if: github.event.deployment_status.state == 'success'
                runs-on: ubuntu-latest
                steps:
                  - run: 'echo "$U"; exit 3'
                    env: { U: "${{ github.event.deployment_status.environment_url }}" }
            """;
    private static final String PIPELINE =
            """
            build: { script: [echo built] }
            smoke:
              needs: []
              rules: [{ if: $DURU_URL }]
              script: ['echo "asks $DURU_URL of $DURU_RELEASE in $DURU_ENV"']
            """;

    @TempDir Path folder;
    private PipelineSite site;

    @BeforeEach
    void open() {
        site = new PipelineSite(folder);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    private RunRow look(String commit, String job) {
        return site.pipeline
                .gates()
                .look(
                        new GateRuns.Wanted(
                                PipelineSite.SHOP,
                                job,
                                "gate:1:" + job,
                                new GateRuns.About(URL, "production", 3, commit, "sha256:1")));
    }

    @Test
    void aWorkflowRunsOnceAtTheCommitWithTheInputsThatItDeclares() {
        String commit = site.push(Map.of(".github/workflows/smoke.yml", BY_HAND));
        site.push(Map.of("later", "1"));
        RunRow run = site.ended(look(commit, "smoke.yml"));
        assertThat(run.state()).isEqualTo(State.SUCCESS);
        assertThat(run.commit()).isEqualTo(commit);
        assertThat(run.ref()).isEqualTo("refs/heads/main");
        assertThat(site.log(run, "smoke")).anyMatch(line -> line.contains("asks " + URL + " of 3"));
        assertThat(look(commit, "smoke.yml").number()).isEqualTo(run.number());
    }

    @Test
    void aWorkflowMayTakeADeploymentAndSayNo() {
        String commit = site.push(Map.of(".github/workflows/smoke.yaml", DEPLOYED));
        RunRow run = site.ended(look(commit, ".github/workflows/smoke.yaml"));
        assertThat(run.state()).isEqualTo(State.FAILED);
        assertThat(site.log(run, "smoke")).anyMatch(line -> line.contains(URL));
    }

    @Test
    void aJobOfAPipelineRunsAloneAndInNoOtherPipeline() {
        String commit = site.push(Map.of(".gitlab-ci.yml", PIPELINE));
        RunRow pushed = site.ended(site.queued(commit));
        assertThat(site.pipeline.jobs(pushed)).extracting(JobRow::name).containsExactly("build");
        RunRow run = site.ended(look(commit, "smoke"));
        assertThat(run.state()).isEqualTo(State.SUCCESS);
        assertThat(site.pipeline.jobs(run))
                .filteredOn(job -> job.state() != State.SKIPPED)
                .extracting(JobRow::name)
                .containsExactly("smoke");
        assertThat(site.log(run, "smoke"))
                .anyMatch(line -> line.contains("asks " + URL + " of 3 in production"));
    }

    @Test
    void saysWhatIsMissing() {
        String commit =
                site.push(
                        Map.of(
                                ".github/workflows/ci.yml",
                                "on: push\njobs: { a: { runs-on: x, steps: [{ run: 'true' }] } }\n"));
        assertThatThrownBy(() -> look(commit, "smoke.yml"))
                .hasMessageContaining("there is no .github/workflows/smoke.yml in commit");
        assertThatThrownBy(() -> look(commit, "ci.yml"))
                .hasMessageContaining("add workflow_dispatch or deployment_status");
        assertThatThrownBy(() -> look(commit, "smoke"))
                .hasMessageContaining("there is no .gitlab-ci.yml");
        assertThat(site.pipeline.runs(PipelineSite.SHOP, RunFilter.of(commit)))
                .noneMatch(run -> run.origin().startsWith("gate:"));
    }
}
