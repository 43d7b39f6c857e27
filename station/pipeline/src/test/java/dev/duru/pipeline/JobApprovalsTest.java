package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.pipeline.JobApprovals.Waiting;
import dev.duru.pipeline.state.JobRow;
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

/** Jobs that enter an environment for which somebody must agree. */
class JobApprovalsTest {
    private static final String WORKFLOW =
            """
            on: push
            jobs:
              build: { runs-on: x, steps: [{ run: echo built }] }
              ship:
                needs: build
                runs-on: x
                environment: { name: production, url: "https://${{ steps.s.outputs.at }}" }
                steps: [{ id: s, run: "echo at=shop.example >> $GITHUB_OUTPUT; echo ${{ secrets.KEY }} | rev" }]
            """;

    @TempDir Path folder;

    private PipelineSite site() {
        PipelineSite site =
                new PipelineSite(
                        folder,
                        (project, commit, environment) ->
                                environment.equals("production")
                                        ? Optional.of(
                                                new EnvironmentRules.Rule(Role.APPROVER, 1, false))
                                        : Optional.empty());
        site.secrets.put("KEY", "of-the-project");
        site.secrets.put("production/KEY", "of-production");
        return site;
    }

    /** The run as soon as a job of it asks. */
    private static Waiting asked(PipelineSite site, RunRow run) throws Exception {
        CompletableFuture<Waiting> there = new CompletableFuture<>();
        try (AutoCloseable watch =
                site.ledger.watch(entry -> {
                    if (entry.fact() instanceof Fact.JobApprovalRequested) {
                        inbox(site, "boss").stream().findFirst().ifPresent(there::complete);
                    }
                })) {
            inbox(site, "boss").stream().findFirst().ifPresent(there::complete);
            Waiting waiting = there.get(60, TimeUnit.SECONDS);
            assertThat(waiting.run().number()).isEqualTo(run.number());
            return waiting;
        }
    }

    private static List<Waiting> inbox(PipelineSite site, String user) {
        return site.pipeline.approvals().waiting(user, project -> Optional.of(Role.MAINTAINER));
    }

    @Test
    void aJobWaitsUntilSomebodyElseAgrees() throws Exception {
        try (PipelineSite site = site()) {
            RunRow run = site.queued(site.push(Map.of(".github/workflows/ci.yml", WORKFLOW)));
            Waiting waiting = asked(site, run);
            long job = waiting.asked().jobId();
            assertThat(waiting.mayApprove()).isTrue();
            assertThat(inbox(site, "dev"))
                    .singleElement()
                    .extracting(Waiting::mayApprove)
                    .isEqualTo(false);
            JobRow ship = site.job(run, "ship");
            assertThat(ship.state()).isEqualTo(State.WAITING);
            assertThat(ship.message()).isEqualTo("waits for approval of production");
            String inbox = "href=\"/approvals#waiting-job-" + job + "\"";
            assertThat(site.html(PipelineSite.page(run))).contains(inbox, "Approve or decline");
            assertThat(site.html(PipelineSite.page(run, ship))).contains(inbox);
            String path = "/api/v1/projects/team/shop/runs/1/jobs/" + job;
            assertThat(site.ask("eve", "POST", path + "/approve", "").statusCode()).isEqualTo(403);
            assertThatThrownBy(() ->
                            site.pipeline
                                    .approvals()
                                    .approve(PipelineSite.SHOP, job, "dev", Role.ADMIN, ""))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("somebody else must approve");
            assertThat(site.ask("boss", "POST", path + "/approve", "").statusCode()).isEqualTo(200);
            assertThat(site.ended(run).state()).isEqualTo(State.SUCCESS);
            assertThat(site.log(run, "ship")).contains("noitcudorp-fo");
            assertThat(inbox(site, "boss")).isEmpty();
            assertThat(site.html(PipelineSite.page(run))).doesNotContain(inbox);
            assertThat(site.html(PipelineSite.page(run, ship))).doesNotContain(inbox);
            assertThat(site.ask("boss", "POST", path + "/approve", "").statusCode()).isEqualTo(409);
            assertThat(site.pipeline.environments(run))
                    .containsExactly(
                            Map.entry(
                                    job,
                                    new dev.duru.pipeline.state.JobPlace(
                                            "production", "https://shop.example")));
        }
    }

    @Test
    void aRejectedJobFailsWithTheReason() throws Exception {
        try (PipelineSite site = site()) {
            RunRow run = site.queued(site.push(Map.of(".github/workflows/ci.yml", WORKFLOW)));
            long job = asked(site, run).asked().jobId();
            site.pipeline
                    .approvals()
                    .reject(PipelineSite.SHOP, job, "boss", Role.MAINTAINER, "not on a Friday");
            assertThat(site.ended(run).state()).isEqualTo(State.FAILED);
            assertThat(site.job(run, "ship").message())
                    .isEqualTo("rejected by boss: not on a Friday");
        }
    }

    @Test
    void aRunThatWaitsForPeopleCanBeCancelled() throws Exception {
        try (PipelineSite site = site()) {
            RunRow run = site.queued(site.push(Map.of(".github/workflows/ci.yml", WORKFLOW)));
            asked(site, run);
            site.pipeline.cancel(PipelineSite.SHOP, run.number(), "dev", false);
            assertThat(site.ended(run).state()).isEqualTo(State.CANCELLED);
            assertThat(inbox(site, "boss")).isEmpty();
        }
    }

    @Test
    void theQuestionOutlivesDuru() throws Exception {
        RunRow run;
        try (PipelineSite first = site()) {
            run = first.queued(first.push(Map.of(".github/workflows/ci.yml", WORKFLOW)));
            asked(first, run);
        }
        try (PipelineSite second = site()) {
            Waiting waiting = asked(second, run);
            second.pipeline
                    .approvals()
                    .approve(
                            PipelineSite.SHOP,
                            waiting.asked().jobId(),
                            "boss",
                            Role.MAINTAINER,
                            "");
            assertThat(second.ended(run).state()).isEqualTo(State.SUCCESS);
        }
    }
}
