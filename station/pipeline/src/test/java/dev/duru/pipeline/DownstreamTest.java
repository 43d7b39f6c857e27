package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ChildJvm;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.state.DownstreamStore.Link;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines that start pipelines of other projects, wait for them and show how they end. */
final class DownstreamTest {
    private static final ProjectName LIB = new ProjectName("team", "lib");
    private static final String WAITS =
            """
            wait:
              variables: { GIT_STRATEGY: none }
              script: [echo begun, sleep 300]
            """;

    @TempDir Path folder;

    private static RunRow run(PipelineSite site, String pipeline) {
        return site.run(Map.of(".gitlab-ci.yml", pipeline));
    }

    private static RunRow only(PipelineSite site, ProjectName project) {
        List<RunRow> all = site.pipeline.runs(project, RunFilter.newest(10));
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static String text(PipelineSite site, RunRow run, String job) {
        return String.join("\n", site.log(run, job));
    }

    @Test
    void theOtherPipelineGetsVariablesAndItsResultIsWaitedFor() {
        String theirs =
                """
                show:
                  variables: { OWN: theirs }
                  script:
                    - echo "source $CI_PIPELINE_SOURCE own $OWN name $NAME cell $CELL"
                    - echo "made <$MADE> start <$AT_START> up $CI_UPSTREAM_PIPELINE_ID"
                """;
        String ours =
                """
                variables: { NAME: "of $CI_PROJECT_NAME" }
                make:
                  stage: build
                  script: [echo MADE=before > build.env]
                  artifacts: { reports: { dotenv: build.env } }
                other:
                  variables: { OWN: ours }
                  parallel: { matrix: [{ CELL: [one] }] }
                  trigger: { project: team/lib, branch: main, strategy: depend }
                after: { stage: deploy, script: [echo after] }
                """;
        try (PipelineSite site = new PipelineSite(folder, Map.of(LIB, theirs))) {
            RunRow run = run(site, ours);
            assertThat(run.state()).isEqualTo(State.SUCCESS);
            RunRow other = only(site, LIB);
            assertThat(other.state()).isEqualTo(State.SUCCESS);
            assertThat(other.by()).isEqualTo("dev");
            assertThat(text(site, other, "show"))
                    .contains("source pipeline own ours name of shop cell one")
                    .contains("made <before> start <> up " + run.id());
            JobRow bridge = site.job(run, "other: [one]");
            assertThat(site.pipeline.below(run)).extracting(Link::job).containsExactly(bridge.id());
            assertThat(site.html(PipelineSite.page(run))).contains("/team/lib/runs/1");
            assertThat(site.html("/team/lib/runs/1")).contains(PipelineSite.page(run));
            assertThat(site.html(PipelineSite.page(run, bridge))).contains("other: [one]");
            assertThat(site.get("/api/v1/projects/team/lib/runs/1").body())
                    .contains("\"startedBy\"")
                    .contains("\"project\":\"team/shop\"");
            assertThat(
                            site.get(
                                            "/api/v4/projects/team%2Fshop/pipelines/"
                                                    + run.id()
                                                    + "/bridges")
                                    .body())
                    .contains("\"downstream_pipeline\":{\"id\":" + other.id());
        }
    }

    @Test
    void whatIsHandedOnIsSaid() {
        String theirs =
                """
                spec: { inputs: { count: { type: number }, name: {} } }
                ---
                show: { script: ['echo "<$FILE> <$START> $[[ inputs.count ]] $[[ inputs.name ]]"'] }
                """;
        String ours =
                """
                variables: { FILE: file }
                other:
                  rules: [{ if: '$START' }]
                  trigger:
                    project: team/lib
                    strategy: depend
                    forward: { yaml_variables: false, pipeline_variables: true }
                    inputs: { count: 7, name: "of $CI_PROJECT_NAME" }
                quiet: { script: [echo nothing] }
                """;
        try (PipelineSite site = new PipelineSite(folder, Map.of(LIB, theirs))) {
            run(site, ours);
            RunRow run =
                    site.ended(
                            site.pipeline.dispatch(
                                    PipelineSite.SHOP,
                                    ".gitlab-ci.yml",
                                    "main",
                                    Map.of("START", "start"),
                                    "dev"));
            assertThat(run.state()).isEqualTo(State.SUCCESS);
            assertThat(text(site, only(site, LIB), "show")).contains("<> <start> 7 of shop");
        }
    }

    @Test
    void nobodyWaitsWithoutStrategy() {
        try (PipelineSite site = new PipelineSite(folder, Map.of(LIB, WAITS))) {
            RunRow run = run(site, "other: { trigger: team/lib }\n");
            assertThat(run.state()).isEqualTo(State.SUCCESS);
            RunRow other = only(site, LIB);
            assertThat(other.state().isFinal()).isFalse();
            site.pipeline.cancel(LIB, other.number(), "dev", true);
            assertThat(site.ended(other).state()).isEqualTo(State.CANCELLED);
        }
    }

    @Test
    void whatFailsThereFailsHereUnlessItIsTolerated() {
        String ours =
                """
                one: { trigger: { project: team/lib, strategy: depend } }
                two:
                  stage: deploy
                  when: always
                  allow_failure: true
                  trigger: { project: team/lib, strategy: mirror }
                """;
        try (PipelineSite site =
                new PipelineSite(folder, Map.of(LIB, "bad: { script: [exit 3] }\n"))) {
            RunRow run = run(site, ours);
            assertThat(run.state()).isEqualTo(State.FAILED);
            assertThat(site.job(run, "one").state()).isEqualTo(State.FAILED);
            assertThat(site.job(run, "one").message()).contains("team/lib: failed");
            assertThat(site.job(run, "two").tolerated()).isTrue();
        }
    }

    @Test
    void whoIsCancelledCancelsWhatItWaitsFor() {
        String ours =
                """
                one: { trigger: { project: team/lib, strategy: depend } }
                """;
        try (PipelineSite site = new PipelineSite(folder, Map.of(LIB, WAITS))) {
            RunRow run = site.queued(site.push(Map.of(".gitlab-ci.yml", ours)));
            RunRow other = started(site, LIB);
            site.pipeline.cancel(PipelineSite.SHOP, run.number(), "dev", false);
            assertThat(site.ended(other).state()).isEqualTo(State.CANCELLED);
            assertThat(site.ended(run).state()).isEqualTo(State.CANCELLED);
            assertThat(other(site).message()).contains("team/shop was cancelled");
        }
    }

    private static RunRow other(PipelineSite site) {
        return only(site, LIB);
    }

    /** The first run of a project that has begun. */
    private static RunRow started(PipelineSite site, ProjectName project) {
        CompletableFuture<Long> begun = new CompletableFuture<>();
        try (AutoCloseable watching =
                site.ledger.watch(entry -> {
                    if (entry.fact() instanceof Fact.RunStarted started
                            && started.project().equals(project)) {
                        begun.complete(started.number());
                    }
                })) {
            site.pipeline.runs(project, RunFilter.newest(1)).stream()
                    .filter(run -> run.startedAt().isPresent())
                    .forEach(run -> begun.complete(run.number()));
            return site.pipeline.run(project, begun.get(60, TimeUnit.SECONDS));
        } catch (Exception e) {
            throw new AssertionError("nothing of " + project + " has begun", e);
        }
    }

    @Test
    void whatMayNotBeIsRefusedWithAReason() {
        ProjectName seen = new ProjectName("team", "seen");
        ProjectName hidden = new ProjectName("team", "hidden");
        String back = "back: { trigger: { project: team/lib, strategy: depend } }\n";
        String ours =
                """
                seen: { trigger: team/seen }
                hidden: { trigger: team/hidden }
                branch: { trigger: { project: team/lib, branch: none } }
                circle: { trigger: { project: team/lib, strategy: depend } }
                """;
        Map<ProjectName, String> others =
                Map.of(LIB, back, seen, "a: { script: [b] }\n", hidden, "a: { script: [b] }\n");
        try (PipelineSite site = new PipelineSite(folder, others)) {
            RunRow run = run(site, ours);
            assertThat(run.state()).isEqualTo(State.FAILED);
            assertThat(site.job(run, "seen").message())
                    .contains(".gitlab-ci.yml:1:1: dev may not run pipelines of team/seen");
            assertThat(site.job(run, "hidden").message())
                    .contains("no project 'team/hidden' in this Duru, or dev may not read it");
            assertThat(site.job(run, "branch").message()).contains("no branch or tag 'none'");
            assertThat(site.job(run, "circle").state()).isEqualTo(State.FAILED);
            assertThat(site.job(only(site, LIB), "back").message())
                    .contains("start each other for ever: ")
                    .contains("team/lib@refs/heads/main -> team/lib@refs/heads/main");
            assertThat(site.pipeline.runs(seen, RunFilter.newest(1))).isEmpty();
        }
    }

    @Test
    void theNewestPipelineOfAnotherProjectIsShown() {
        String ours =
                """
                theirs: { needs: { pipeline: team/lib } }
                """;
        try (PipelineSite site =
                new PipelineSite(folder, Map.of(LIB, "bad: { script: [exit 3] }\n"))) {
            RunRow without = run(site, ours);
            assertThat(site.job(without, "theirs").message()).contains("has had no pipeline");
            RunRow other =
                    site.ended(
                            site.pipeline.dispatch(LIB, ".gitlab-ci.yml", "main", Map.of(), "dev"));
            assertThat(other.state()).isEqualTo(State.FAILED);
            RunRow run = run(site, ours);
            assertThat(run.state()).isEqualTo(State.FAILED);
            assertThat(site.job(run, "theirs").message()).contains("run 1 of team/lib: failed");
            assertThat(site.pipeline.above(other)).isEmpty();
        }
    }

    /** The process that is killed. */
    static final class Victim {
        private static final String THEIRS =
                """
                slow: { variables: { GIT_STRATEGY: none }, script: [sleep 0.8] }
                """;
        private static final String OURS =
                """
                stages: [a, b, c]
                one: { stage: a, trigger: { project: team/lib, strategy: depend } }
                two: { stage: b, trigger: { project: team/lib, strategy: mirror } }
                three: { stage: c, variables: { GIT_STRATEGY: none }, script: [echo end] }
                """;

        private Victim() {}

        static PipelineSite site(Path folder) {
            return new PipelineSite(folder, Map.of(LIB, THEIRS));
        }

        public static void main(String[] args) throws Exception {
            try (PipelineSite site = site(Path.of(args[0]))) {
                site.ended(site.pipeline.run(PipelineSite.SHOP, 1));
            }
        }
    }

    @Test
    void killedAtAnyMomentEachStartsOneAndWaitsOn() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Path output = folder.resolve("out");
        try (PipelineSite site = Victim.site(folder.resolve("data"))) {
            site.queued(site.push(Map.of(".gitlab-ci.yml", Victim.OURS)));
        }
        for (int kill = 0; kill < 4; kill++) {
            Process process = victim(output);
            if (!process.waitFor(800 + random.nextInt(2500), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
        try (PipelineSite site = Victim.site(folder.resolve("data"))) {
            RunRow run = site.ended(site.pipeline.run(PipelineSite.SHOP, 1));
            List<RunRow> others = site.pipeline.runs(LIB, RunFilter.newest(9));
            // A job that is killed twice while it runs ends as errored, which is told upstream.
            assertThat(run.state()).isIn(State.SUCCESS, State.ERRORED);
            assertThat(others.size()).isBetween(run.state() == State.SUCCESS ? 2 : 1, 2);
            assertThat(site.pipeline.below(run)).hasSize(others.size());
            for (Link link : site.pipeline.below(run)) {
                RunRow other = site.pipeline.run(LIB, link.number());
                assertThat(site.pipeline.job(run, link.job()).state()).isEqualTo(other.state());
            }
        }
    }

    private Process victim(Path output) throws Exception {
        return ChildJvm.of(Victim.class, 256, folder.resolve("data"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }
}
