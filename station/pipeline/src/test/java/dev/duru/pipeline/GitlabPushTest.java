package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.pipeline.JobApprovals.Waiting;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A push with a {@code .gitlab-ci.yml} on the server: its pipeline, its includes, its people. */
final class GitlabPushTest {
    private static final String PIPELINE =
            """
            include: /ci/jobs.yml
            workflow: { rules: [{ if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH }] }
            stages: [build, ship]
            build:
              extends: .job
              stage: build
              script: [echo "$KEY" | rev, mkdir o, echo made > o/f]
              artifacts: { paths: [o] }
            ship:
              stage: ship
              rules: [{ when: manual }]
              script: [cat o/f, echo "$CI_PIPELINE_SOURCE $CI_PROJECT_PATH"]
            """;

    @TempDir Path folder;

    private static List<Waiting> inbox(PipelineSite site) {
        return site.pipeline
                .approvals()
                .waiting("boss", project -> Optional.of(dev.duru.kernel.Role.MAINTAINER));
    }

    private static Waiting asked(PipelineSite site) throws Exception {
        CompletableFuture<Waiting> there = new CompletableFuture<>();
        try (AutoCloseable watch =
                site.ledger.watch(entry -> {
                    if (entry.fact() instanceof Fact.JobApprovalRequested) {
                        inbox(site).stream().findFirst().ifPresent(there::complete);
                    }
                })) {
            inbox(site).stream().findFirst().ifPresent(there::complete);
            return there.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aManualJobWaitsInTheInbox() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            site.secrets.put("KEY", "s3cret-value");
            RunRow run =
                    site.queued(
                            site.push(
                                    Map.of(
                                            ".gitlab-ci.yml",
                                            PIPELINE,
                                            "ci/jobs.yml",
                                            ".job: { before_script: [echo from the include] }")));
            Waiting waiting = asked(site);
            assertThat(waiting.asked().name()).isEqualTo("start ship");
            assertThat(site.log(run, "build"))
                    .contains("from the include", "eulav-terc3s")
                    .noneMatch(line -> line.contains("s3cret-value"));
            String path =
                    "/api/v1/projects/team/shop/runs/1/jobs/"
                            + waiting.asked().jobId()
                            + "/approve";
            assertThat(site.ask("boss", "POST", path, "").statusCode()).isEqualTo(200);
            assertThat(site.ended(run).state()).isEqualTo(State.SUCCESS);
            assertThat(site.log(run, "ship")).contains("made", "push team/shop");
            assertThat(site.html(PipelineSite.page(run))).contains("ship");
        }
    }

    @Test
    void aWrongFileIsARunThatSaysWhere() {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(Map.of(".gitlab-ci.yml", "job: { scrip: echo }"));
            assertThat(run.state()).isEqualTo(State.FAILED);
            assertThat(run.message()).contains(".gitlab-ci.yml:1:8", "`script`");
        }
    }

    @Test
    void whatWorkflowRulesRefuseIsNoRun() {
        try (PipelineSite site = new PipelineSite(folder)) {
            String commit =
                    site.push(
                            Map.of(
                                    ".gitlab-ci.yml",
                                    "workflow: { rules: [{ if: $CI_COMMIT_TAG }] }\n"
                                            + "job: { script: echo }"));
            site.followed();
            assertThat(site.pipeline.runs(PipelineSite.SHOP, RunFilter.of(commit))).isEmpty();
        }
    }
}
