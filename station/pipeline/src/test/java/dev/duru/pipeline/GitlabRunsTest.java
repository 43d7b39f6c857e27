package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.Annotation;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs of GitLab's pipelines report, prove and leave, and what ends their runs. */
final class GitlabRunsTest {
    @TempDir Path folder;

    private static RunRow run(PipelineSite site, String pipeline) {
        return site.run(Map.of(".gitlab-ci.yml", pipeline));
    }

    @Test
    void coverageIsReadFromTheLog() {
        String pipeline =
                """
                unit:
                  coverage: '/Total: (\\d+\\.\\d+) %/'
                  script: ["echo 'Total: 10.0 %'", "echo 'Total: 81.5 %'", "echo 'other: 3'"]
                none: { script: [echo nothing], coverage: '/Total: \\d+/' }
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = run(site, pipeline);
            assertThat(run.state()).isEqualTo(State.SUCCESS);
            JobRow unit = site.job(run, "unit");
            assertThat(site.pipeline.coverage().of(run))
                    .containsExactly(Map.entry(unit.id(), 81.5));
            assertThat(site.html(PipelineSite.page(run))).contains("coverage 81.5 %");
            assertThat(site.get("/api/v1/projects/team/shop/runs/" + run.number()).body())
                    .contains("\"percent\":81.5");
            assertThat(site.html("/team/shop/badges/main/coverage.svg")).contains("81.5%");
            assertThat(site.log(run, "none"))
                    .anyMatch(line -> line.startsWith("No line of the log"));
        }
    }

    @Test
    void reportsAreShownWithTheRun() {
        String pipeline =
                """
                check:
                  script:
                    - echo '<coverage line-rate="0.5"><packages/></coverage>' > cov.xml
                    - |
                      cat > quality.json <<'END'
                      [{"description": "Too long", "check_name": "length", "severity": "major",
                        "location": {"path": "src/a.c", "lines": {"begin": 7}}}]
                      END
                  artifacts:
                    reports:
                      coverage_report: { coverage_format: cobertura, path: cov.xml }
                      codequality: quality.json
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = run(site, pipeline);
            assertThat(site.pipeline.coverage().of(run).values()).containsExactly(50.0);
            assertThat(site.pipeline.annotations(run))
                    .singleElement()
                    .satisfies((Annotation note) -> {
                        assertThat(note.level()).isEqualTo("error");
                        assertThat(note.file()).isEqualTo("src/a.c");
                        assertThat(note.line()).isEqualTo(7);
                        assertThat(note.message()).isEqualTo("Too long");
                    });
        }
    }

    @Test
    void anIdTokenSaysWhoTheJobIs() {
        String pipeline =
                """
                prove:
                  id_tokens:
                    VAULT: { aud: "https://vault.example/$CI_PROJECT_NAME" }
                    TWO: { aud: [a, b] }
                  script:
                    - show() { printf '%s==' "$(printf %s "$1" | cut -d. -f2 | tr '_-' '/+')" | base64 -d 2>/dev/null || true; echo; }
                    - show "$VAULT"
                    - show "$TWO"
                    - echo "it is $VAULT"
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = run(site, pipeline);
            assertThat(site.log(run, "prove"))
                    .anyMatch(line ->
                            line.contains("\"aud\":\"https://vault.example/shop\"")
                                    && line.contains("\"iss\":\"http://duru.example\"")
                                    && line.contains(
                                            "\"sub\":\"project_path:team/shop:ref_type:branch:ref:main\"")
                                    && line.contains("\"pipeline_source\":\"push\""))
                    .anyMatch(line -> line.contains("\"aud\":[\"a\",\"b\"]"))
                    .contains("it is ***");
        }
    }

    @Test
    void jobsOfAChildKeepTheirArtifactsApart() {
        String parent =
                """
                stages: [one, two, three]
                build: { stage: one, script: [echo parent > who], artifacts: { paths: [who] } }
                child: { stage: two, trigger: { include: child.yml } }
                read: { stage: three, needs: [build, child], script: [cat who] }
                """;
        String child =
                """
                build: { stage: build, script: [echo child > who], artifacts: { paths: [who] } }
                read: { stage: test, script: [cat who] }
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(Map.of(".gitlab-ci.yml", parent, "child.yml", child));
            assertThat(run.state()).isEqualTo(State.SUCCESS);
            assertThat(site.log(run, "read")).contains("parent");
            assertThat(site.log(run, "child / read")).contains("child");
        }
    }

    @Test
    void aChildThatMayFailDoesNotFailItsParent() {
        String parent =
                """
                stages: [one, two]
                child: { stage: one, allow_failure: true, trigger: { include: child.yml } }
                gone: { stage: one, allow_failure: true, trigger: { include: none.yml } }
                next: { stage: two, script: [echo reached] }
                """;
        String child =
                """
                stages: [a, b]
                bad: { stage: a, script: [exit 3] }
                never: { stage: b, script: [echo never] }
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(Map.of(".gitlab-ci.yml", parent, "child.yml", child));
            assertThat(run.state()).isEqualTo(State.SUCCESS);
            assertThat(site.job(run, "child / bad").state()).isEqualTo(State.FAILED);
            assertThat(site.job(run, "child / never").state()).isEqualTo(State.SKIPPED);
            assertThat(site.job(run, "gone").state()).isEqualTo(State.FAILED);
            assertThat(site.log(run, "next")).contains("reached");
        }
    }

    @Test
    void aChildGetsInputsAndFilesOfOtherKinds() {
        String parent =
                """
                child:
                  trigger:
                    include: [{ local: child.yml, inputs: { count: 2, names: [a, b] } }]
                made: { trigger: { inputs: { count: 3 }, include: [{ local: child.yml }] } }
                """;
        String child =
                """
                spec: { inputs: { count: { type: number }, names: { type: array, default: [c] } } }
                ---
                show: { script: ['echo "$[[ inputs.count ]] of $[[ inputs.names ]]"'] }
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(Map.of(".gitlab-ci.yml", parent, "child.yml", child));
            assertThat(run.state()).as(run.message()).isEqualTo(State.SUCCESS);
            assertThat(String.join("\n", site.log(run, "child / show"))).contains("2 of");
            assertThat(String.join("\n", site.log(run, "made / show"))).contains("3 of");
        }
    }

    @Test
    void jobsTakeFilesOfOtherPipelinesAndProjects() {
        String parent =
                """
                stages: [one, two]
                build: { stage: one, script: [echo parent > who], artifacts: { paths: [who] } }
                child:
                  stage: two
                  variables: { ABOVE: $CI_PIPELINE_ID }
                  trigger: { include: child.yml }
                """;
        String child = "read: { needs: [{ pipeline: $ABOVE, job: build }], script: [cat who] }";
        String later =
                """
                read: { needs: [{ project: team/shop, ref: main, job: build }], script: [cat who] }
                none: { needs: [{ project: team/other, ref: main, job: build }], script: [cat who] }
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(Map.of(".gitlab-ci.yml", parent, "child.yml", child));
            assertThat(site.log(run, "child / read")).contains("parent");
            RunRow second = run(site, later);
            assertThat(site.log(second, "read")).contains("parent");
            assertThat(site.job(second, "none").message())
                    .contains("there are no artifacts of team/other");
        }
    }

    @Test
    void aNewerPipelineEndsAnOlderOneThatMayBeInterrupted() {
        String waits = "wait: { interruptible: true, script: [sleep 300] }";
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow old = site.queued(site.push(Map.of(".gitlab-ci.yml", waits)));
            RunRow newer = run(site, "quick: { script: [echo quick] }");
            assertThat(newer.state()).isEqualTo(State.SUCCESS);
            RunRow ended = site.ended(old);
            assertThat(ended.state()).isEqualTo(State.CANCELLED);
            assertThat(ended.message())
                    .isEqualTo("run " + newer.number() + " of the same ref is newer");
        }
    }

    @Test
    void theFirstFailureMayEndAllOtherJobs() {
        String pipeline =
                """
                workflow: { auto_cancel: { on_job_failure: all } }
                fail: { script: [exit 3] }
                wait: { script: [sleep 300] }
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = run(site, pipeline);
            assertThat(run.state()).isEqualTo(State.FAILED);
            assertThat(site.job(run, "wait").state()).isEqualTo(State.CANCELLED);
        }
    }
}
