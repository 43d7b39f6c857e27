package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.ScheduleStore;
import dev.duru.pipeline.state.State;
import dev.duru.pipeline.state.StatusStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What starts runs besides pushes. */
class TriggersTest {
    @TempDir Path folder;

    /** The first run of an event, when it has ended. */
    private static RunRow of(PipelineSite site, String event) throws Exception {
        CompletableFuture<RunRow> there = new CompletableFuture<>();
        try (AutoCloseable watch =
                site.ledger.watch(entry -> {
                    if (entry.fact() instanceof Fact.RunQueued queued
                            && queued.event().equals(event)) {
                        there.complete(site.pipeline.run(PipelineSite.SHOP, queued.number()));
                    }
                })) {
            runs(site, event).stream().findFirst().ifPresent(there::complete);
            return site.ended(there.get(60, TimeUnit.SECONDS));
        }
    }

    private static List<RunRow> runs(PipelineSite site, String event) {
        return site.pipeline.runs(PipelineSite.SHOP, RunFilter.newest(100)).stream()
                .filter(run -> run.event().equals(event))
                .toList();
    }

    @Test
    void aWorkflowFollowsAnotherOne() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            site.run(
                    Map.of(
                            ".github/workflows/ci.yml",
                            """
                            name: ci
                            on: push
                            jobs: { a: { runs-on: x, steps: [{ run: exit 1 }] } }
                            """,
                            ".github/workflows/after.yml",
                            """
                            on: { workflow_run: { workflows: [ci], types: [completed], branches: [main] } }
                            jobs:
                              tell:
                                runs-on: x
                                steps:
                                  - run: echo "${{ github.event.workflow_run.conclusion }} of ${{ github.event.workflow_run.head_branch }} ${{ github.event.workflow_run.id }}"
                            """,
                            ".github/workflows/other.yml",
                            """
                            on: { workflow_run: { workflows: [ci], branches: [release] } }
                            jobs: { a: { runs-on: x, steps: [{ run: echo no }] } }
                            """));
            RunRow after = of(site, "workflow_run");
            assertThat(after.state()).isEqualTo(State.SUCCESS);
            assertThat(site.log(after, "tell"))
                    .contains("failure of main " + site.pipeline.run(PipelineSite.SHOP, 1).id());
            assertThat(runs(site, "workflow_run")).hasSize(1);
        }
    }

    @Test
    void programsStartWorkflowsByTheirOwnEvents() {
        try (PipelineSite site = new PipelineSite(folder)) {
            site.push(
                    Map.of(
                            ".github/workflows/told.yml",
                            """
                            on: { repository_dispatch: { types: [deploy] } }
                            jobs:
                              a:
                                runs-on: x
                                steps: [{ run: "echo to ${{ github.event.client_payload.place }}" }]
                            """));
            assertThat(
                            site.pipeline.repositoryDispatch(
                                    PipelineSite.SHOP, "other", Obj.empty(), "dev"))
                    .isEmpty();
            List<RunRow> runs =
                    site.pipeline.repositoryDispatch(
                            PipelineSite.SHOP, "deploy", Obj.of("place", "the moon"), "dev");
            assertThat(runs).hasSize(1);
            RunRow run = site.ended(runs.getFirst());
            assertThat(site.log(run, "a")).contains("to the moon");
            assertThatThrownBy(() ->
                            site.pipeline.repositoryDispatch(
                                    PipelineSite.SHOP, " ", Obj.empty(), "dev"))
                    .isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void refsThatComeAndGoStartWorkflows() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            site.push(
                    Map.of(
                            ".github/workflows/refs.yml",
                            """
                            on: [create, delete]
                            jobs:
                              a:
                                runs-on: x
                                steps: [{ run: "echo ${{ github.event.ref_type }} ${{ github.event.ref }}" }]
                            """));
            assertThat(site.log(of(site, "create"), "a")).contains("branch main");
            site.database.update(tx ->
                    tx.append(
                            new Fact.RefDeleted(
                                    PipelineSite.SHOP, "refs/tags/v1", "a".repeat(40), "dev")));
            assertThat(site.log(of(site, "delete"), "a")).contains("tag v1");
        }
    }

    private static void awaitSchedule(PipelineSite site) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (site.database
                .read(sql -> new ScheduleStore().of(sql, PipelineSite.SHOP))
                .isEmpty()) {
            assertThat(System.nanoTime()).as("the schedule is kept").isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void missedTimesStartAWorkflowOnce() throws Exception {
        String workflow =
                """
                on: { schedule: [{ cron: "17 3 * * *" }] }
                jobs:
                  a: { runs-on: x, steps: [{ run: "echo at ${{ github.event.schedule }}" }] }
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            AtomicReference<Instant> now =
                    new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
            InstantSource clock = now::get;
            Schedules schedules = site.pipeline.schedules(clock);
            String commit = site.push(Map.of(".github/workflows/nightly.yml", workflow));
            Fact.CommitPushed push =
                    new Fact.CommitPushed(
                            PipelineSite.SHOP,
                            commit,
                            "refs/heads/main",
                            "",
                            "dev",
                            "change",
                            "Dev",
                            Instant.EPOCH);
            // The site reads the push as well, by the real clock; this test's clock comes after it.
            awaitSchedule(site);
            site.database.update(
                    tx -> new ScheduleStore().replace(tx, PipelineSite.SHOP, List.of()));
            assertThat(schedules.pushed(push)).isTrue();
            assertThat(schedules.fire()).contains(Instant.parse("2026-03-02T03:17:00Z"));
            assertThat(runs(site, "schedule")).isEmpty();

            // Three nights without Duru.
            now.set(Instant.parse("2026-03-04T09:00:00Z"));
            assertThat(schedules.fire()).contains(Instant.parse("2026-03-05T03:17:00Z"));
            assertThat(schedules.fire()).contains(Instant.parse("2026-03-05T03:17:00Z"));
            assertThat(runs(site, "schedule")).hasSize(1);
            RunRow run = of(site, "schedule");
            assertThat(run.by()).isEqualTo("duru");
            assertThat(site.log(run, "a")).contains("at 17 3 * * *");

            // A line that the main branch has no more starts nothing.
            site.push(Map.of(".github/workflows/nightly.yml", workflow.replace("17 3", "30 4")));
            now.set(Instant.parse("2026-03-06T09:00:00Z"));
            schedules.fire();
            assertThat(runs(site, "schedule")).hasSize(1);
        }
    }

    @Test
    void everyRunReportsItselfForItsCommit() {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run =
                    site.run(
                            "name: ci\non: push\njobs: { a: { runs-on: x, steps: [{ run: exit 1 }] } }\n");
            site.followed();
            assertThat(site.pipeline.statuses().of(PipelineSite.SHOP, run.commit()))
                    .singleElement()
                    .satisfies(status -> {
                        assertThat(status.context()).isEqualTo("ci / push");
                        assertThat(status.state()).isEqualTo(StatusStore.State.FAILURE);
                        assertThat(status.targetUrl())
                                .isEqualTo("http://duru.example/team/shop/runs/1");
                    });
            String path = "/api/v1/projects/team/shop/commits/" + run.commit() + "/statuses";
            assertThat(
                            site.ask(
                                            "dev",
                                            "POST",
                                            path,
                                            "{\"state\":\"success\",\"context\":\"scan\",\"target_url\":\"https://scan.example\"}")
                                    .statusCode())
                    .isEqualTo(201);
            assertThat(site.get(path).body()).contains("\"scan\"", "\"ci / push\"");
            assertThat(
                            site.ask(
                                            "dev",
                                            "POST",
                                            path,
                                            "{\"state\":\"success\",\"target_url\":\"javascript:x\"}")
                                    .statusCode())
                    .isEqualTo(400);
            assertThat(site.ask("eve", "POST", path, "{\"state\":\"success\"}").statusCode())
                    .isEqualTo(403);
            assertThat(
                            CommitStatuses.together(
                                    site.pipeline.statuses().of(PipelineSite.SHOP, run.commit())))
                    .isEqualTo(StatusStore.State.FAILURE);
        }
    }

    @Test
    void variablesAreThoseOfTheProjectAndThenOfTheEnvironment() {
        try (PipelineSite site = new PipelineSite(folder)) {
            String path = "/api/v1/projects/team/shop/variables";
            assertThat(
                            site.ask("boss", "PUT", path + "/place", "{\"value\":\"here\"}")
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(
                            site.ask(
                                            "boss",
                                            "PUT",
                                            path + "/PLACE",
                                            "{\"value\":\"there\",\"environment\":\"staging\"}")
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(site.ask("dev", "PUT", path + "/X", "{\"value\":\"x\"}").statusCode())
                    .isEqualTo(403);
            assertThat(site.ask("boss", "PUT", path + "/1X", "{\"value\":\"x\"}").statusCode())
                    .isEqualTo(400);
            RunRow run =
                    site.run(
                            """
                            on: push
                            jobs:
                              a: { runs-on: x, steps: [{ run: "echo at ${{ vars.PLACE }}" }] }
                              b:
                                runs-on: x
                                environment: staging
                                steps: [{ run: "echo at ${{ vars.PLACE }}" }]
                            """);
            assertThat(site.log(run, "a")).contains("at here");
            assertThat(site.log(run, "b")).contains("at there");
            assertThat(site.ask("boss", "DELETE", path + "/PLACE?environment=staging", "").body())
                    .contains("here")
                    .doesNotContain("there");
        }
    }
}
