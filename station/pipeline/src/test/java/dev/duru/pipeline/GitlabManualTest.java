package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.JobApprovals.Waiting;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual jobs that nobody need start: their run ends, and goes on when somebody does. */
final class GitlabManualTest {
    private static final String PIPELINE =
            """
            stages: [build, ship, tell]
            build:
              stage: build
              script: [mkdir o, 'echo "made in $CI_JOB_ID" > o/f']
              artifacts: { paths: [o] }
            ship it:
              stage: ship
              when: manual
              manual_confirmation: Really ship?
              script: [cat o/f, echo shipped]
            announce:
              stage: ship
              needs: [ship it]
              script: [echo announced]
            tell:
              stage: tell
              needs: [build]
              script: [echo told]
            """;

    @TempDir Path folder;

    private static List<Waiting> inbox(PipelineSite site) {
        return site.pipeline
                .approvals()
                .waiting("boss", (ProjectName project) -> Optional.of(Role.MAINTAINER));
    }

    private static RunRow again(PipelineSite site, RunRow run) {
        return site.ended(site.pipeline.run(PipelineSite.SHOP, run.number()));
    }

    private static State state(PipelineSite site, RunRow run, String job) {
        return site.job(run, job).state();
    }

    private static String path(RunRow run, JobRow job, String verb) {
        return "/api/v1/projects/team/shop/runs/" + run.number() + "/jobs/" + job.id() + "/" + verb;
    }

    @Test
    void theRunEndsWithoutThemAndGoesOnWithThem() {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(Map.of(".gitlab-ci.yml", PIPELINE));
            assertThat(run.state()).isEqualTo(State.SUCCESS);
            assertThat(state(site, run, "tell")).isEqualTo(State.SUCCESS);
            JobRow build = site.job(run, "build");
            JobRow question = site.job(run, "start ship it");
            assertThat(question.message()).isEqualTo("can be started by hand");
            assertThat(state(site, run, "ship it")).isEqualTo(State.WAITING);
            assertThat(site.job(run, "ship it").needs()).containsExactly("build", "start ship it");
            assertThat(state(site, run, "announce")).isEqualTo(State.WAITING);
            assertThat(inbox(site))
                    .singleElement()
                    .satisfies(waiting ->
                            assertThat(waiting.asked().sentence()).isEqualTo("Really ship?"));
            assertThat(site.ask("dev", "GET", PipelineSite.page(run), "").body())
                    .contains("/jobs/" + question.id() + "/approve", "Really ship?");

            assertThat(site.ask("dev", "POST", path(run, question, "approve"), "").statusCode())
                    .isEqualTo(200);
            RunRow second = again(site, run);
            assertThat(second.state()).isEqualTo(State.SUCCESS);
            assertThat(second.attempt()).isEqualTo(2);
            assertThat(site.job(second, "build")).isEqualTo(build);
            assertThat(site.log(second, "ship it")).contains("made in " + build.id(), "shipped");
            assertThat(site.log(second, "announce")).contains("announced");
            assertThat(inbox(site)).isEmpty();
        }
    }

    @Test
    void aNewerRunTakesThemOutOfTheInbox() {
        try (PipelineSite site = new PipelineSite(folder)) {
            site.run(Map.of(".gitlab-ci.yml", PIPELINE));
            RunRow newer = site.run(Map.of(".gitlab-ci.yml", PIPELINE + "#"));
            assertThat(inbox(site))
                    .singleElement()
                    .satisfies(waiting ->
                            assertThat(waiting.run().number()).isEqualTo(newer.number()));
        }
    }

    @Test
    void whatIsRejectedIsSkippedAndTheRunSucceeds() {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(Map.of(".gitlab-ci.yml", PIPELINE));
            JobRow question = site.job(run, "start ship it");
            assertThat(site.ask("boss", "POST", path(run, question, "reject"), "").statusCode())
                    .isEqualTo(200);
            RunRow second = again(site, run);
            assertThat(second.state()).isEqualTo(State.SUCCESS);
            assertThat(state(site, second, "ship it")).isEqualTo(State.SKIPPED);
            assertThat(state(site, second, "announce")).isEqualTo(State.SKIPPED);
        }
    }

    @Test
    void theyOutliveDuru() {
        RunRow run;
        try (PipelineSite first = new PipelineSite(folder)) {
            run = first.run(Map.of(".gitlab-ci.yml", PIPELINE));
        }
        try (PipelineSite second = new PipelineSite(folder)) {
            JobRow question = second.job(run, "start ship it");
            second.pipeline
                    .approvals()
                    .approve(PipelineSite.SHOP, question.id(), "boss", Role.MAINTAINER, "");
            assertThat(again(second, run).state()).isEqualTo(State.SUCCESS);
            assertThat(state(second, run, "announce")).isEqualTo(State.SUCCESS);
        }
    }

    @Test
    void aChildPipelineWithOneDoesNotHoldItsParent() {
        String parent =
                """
                stages: [call, after]
                call: { stage: call, trigger: { include: child.yml, strategy: depend } }
                after: { stage: after, script: [echo after] }
                """;
        String child =
                """
                made: { script: [echo made] }
                by-hand: { script: [echo by hand], when: manual }
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(Map.of(".gitlab-ci.yml", parent, "child.yml", child));
            assertThat(run.state()).isEqualTo(State.SUCCESS);
            assertThat(state(site, run, "after")).isEqualTo(State.SUCCESS);
            JobRow question =
                    site.pipeline.jobs(run).stream()
                            .filter(job -> job.name().endsWith("start by-hand"))
                            .findFirst()
                            .orElseThrow();
            site.pipeline
                    .approvals()
                    .approve(PipelineSite.SHOP, question.id(), "boss", Role.MAINTAINER, "");
            assertThat(again(site, run).state()).isEqualTo(State.SUCCESS);
            assertThat(site.pipeline.jobs(run))
                    .allSatisfy(job -> assertThat(job.state()).isEqualTo(State.SUCCESS));
        }
    }

    @Test
    void aRunOfNothingElseIsSkipped() {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(Map.of(".gitlab-ci.yml", "a: { script: [a], when: manual }"));
            assertThat(run.state()).isEqualTo(State.SKIPPED);
        }
    }

    @Test
    void thoseThatEndAnEnvironmentAskNobody() {
        String stop =
                """
                build: { script: [echo built] }
                stop:
                  when: manual
                  environment: { name: review, action: stop }
                  script: [echo stopped]
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(Map.of(".gitlab-ci.yml", stop));
            assertThat(run.state()).isEqualTo(State.SUCCESS);
            assertThat(inbox(site)).isEmpty();
            JobRow question = site.job(run, "start stop");
            site.pipeline
                    .approvals()
                    .approve(PipelineSite.SHOP, question.id(), "boss", Role.MAINTAINER, "");
            assertThat(again(site, run).state()).isEqualTo(State.SUCCESS);
            assertThat(site.log(run, "stop")).contains("stopped");
        }
    }
}
