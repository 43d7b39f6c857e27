package dev.duru.pipeline;

import static dev.duru.pipeline.PipelineSite.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What people do with runs: start, run again, clear away; and what summaries show. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunActionsTest {
    private static final String NEW = "/team/shop/runs/new";
    private static final String API = "/api/v1/projects/team/shop";
    private static final String BY_HAND =
            """
            name: by hand
            on:
              workflow_dispatch:
                inputs:
                  level: { description: How <much>, type: choice, options: [low, high], default: high, required: true }
                  tag: { type: string, default: v1 }
                  dry: { type: boolean, default: true }
                  count: { type: number, default: 3 }
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - run: echo "got $L $T $D $C"
                    env: { L: "${{ inputs.level }}", T: "${{ inputs.tag }}", D: "${{ inputs.dry }}", C: "${{ inputs.count }}" }
            """;
    private static final String CI =
            """
            name: ci
            on: push
            jobs:
              good:
                strategy: { matrix: { n: [1, 2, 3] } }
                runs-on: ubuntu-latest
                steps: [{ run: "true" }]
              bad:
                needs: good
                runs-on: ubuntu-latest
                steps:
                  - run: |
                      mkdir d; echo x > d/f
                      echo '## Title <script>alert(1)</script>' >> $GITHUB_STEP_SUMMARY
                      echo "token $TOKEN" >> $GITHUB_STEP_SUMMARY
                      printf '\\n[x](javascript:alert(1))\\n\\n| a |\\n| - |\\n| 1 |\\n' >> $GITHUB_STEP_SUMMARY
                    env: { TOKEN: "${{ secrets.TOKEN }}" }
                  - uses: actions/cache@v4
                    with: { path: d, key: k-1 }
                  - uses: actions/upload-artifact@v4
                    with: { name: out, path: d, retention-days: 3 }
                  - run: "true"
                    if: failure()
              fails:
                runs-on: ubuntu-latest
                steps: [{ run: exit 1 }]
            """;

    private PipelineSite site;
    private RunRow ci;

    @BeforeAll
    void open(@TempDir Path temp) {
        site = new PipelineSite(temp);
        site.secrets.put("TOKEN", "correct-horse");
        ci =
                site.run(
                        Map.of(
                                ".github/workflows/ci.yml", CI,
                                ".github/workflows/hand.yml", BY_HAND));
    }

    @AfterAll
    void close() {
        site.close();
    }

    private String dev(String path) {
        return site.ask("dev", "GET", path, "").body();
    }

    @Test
    void theFormAsksForWhatTheWorkflowTakes() {
        String form = dev(NEW + "?workflow=.github/workflows/hand.yml");
        assertThat(form)
                .contains("How &lt;much&gt;")
                .contains("<option value=\"high\" selected>high</option>")
                .contains("name=\"input.tag\" value=\"v1\"")
                .contains("name=\"input.dry\" value=\"true\" checked")
                .contains("type=\"number\" step=\"any\" name=\"input.count\" value=\"3\"");
        assertThat(dev(NEW + "?workflow=.github/workflows/ci.yml")).contains("workflow_dispatch");
        assertThat(dev(NEW + "?workflow=no.yml")).contains("There is no workflow no.yml");
        assertThat(site.get(NEW).statusCode()).isEqualTo(403);
        assertThat(site.get(API + "/workflows").body())
                .contains("\"path\":\".github/workflows/hand.yml\"", "\"dispatchable\":true")
                .contains("\"name\":\"level\",\"type\":\"choice\"");
    }

    @Test
    void theFormStartsARunWithTypedInputs() {
        HttpResponse<String> started =
                site.post(
                        "dev",
                        NEW,
                        "workflow",
                        ".github/workflows/hand.yml",
                        "ref",
                        "main",
                        "input.level",
                        "low",
                        "input.tag",
                        "v2 \"x\"",
                        "input.count",
                        "7");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(303);
        String place = started.headers().firstValue("Location").orElseThrow();
        RunRow run =
                site.ended(
                        site.pipeline.run(
                                PipelineSite.SHOP,
                                Long.parseLong(place.substring(place.lastIndexOf('/') + 1))));
        assertThat(run.state()).as(run.message()).isEqualTo(State.SUCCESS);
        assertThat(site.get(page(run, site.job(run)) + "/raw").body())
                .contains("got low v2 \"x\" false 7");
        HttpResponse<String> refused =
                site.post(
                        "dev",
                        NEW,
                        "workflow",
                        ".github/workflows/hand.yml",
                        "ref",
                        "main",
                        "input.level",
                        "loud",
                        "input.tag",
                        "kept");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("role=\"alert\"", "level", "value=\"kept\"");
    }

    @Test
    void failedJobsRunAgainAndEarlierAttemptsStay() {
        RunRow run = site.run(Map.of(".github/workflows/ci.yml", CI));
        assertThat(dev(page(run))).contains("Failed jobs only", "All jobs", "with debug lines");
        assertThat(
                        site.post("dev", page(run) + "/rerun", "only", "failed", "debug", "1")
                                .statusCode())
                .isEqualTo(303);
        RunRow again = site.ended(site.pipeline.run(PipelineSite.SHOP, run.number()));
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(dev(page(run))).contains("?attempt=1", "attempt 2", "debug");
        assertThat(dev(page(run) + "?attempt=1")).contains("job-graph");
        String job = Long.toString(site.job(again, "fails").id());
        assertThat(site.post("dev", page(run) + "/rerun", "job", job).statusCode()).isEqualTo(303);
        assertThat(site.ended(site.pipeline.run(PipelineSite.SHOP, run.number())).attempt())
                .isEqualTo(3);
    }

    @Test
    void aMatrixIsOneBoxAndSummariesAreHarmless() {
        String page = dev(page(ci));
        assertThat(page)
                .contains("class=\"job-row\"", ">3 / 3<", "Timing of the jobs")
                .contains("<h3>Title </h3>")
                .contains("token ***", "<td>1</td>")
                .doesNotContain("<script>alert", "javascript:alert", "correct-horse");
    }

    @Test
    void artifactsAndCachesAreListedAndCleared() {
        assertThat(dev(page(ci))).contains("/artifacts/out/delete", "expires");
        assertThat(dev("/team/shop/caches")).contains("<code>k-1</code>", "1 caches");
        assertThat(site.get(API + "/caches").body()).startsWith("[{\"key\":\"k-1\"");
        assertThat(site.ask("eve", "DELETE", API + "/caches?key=k-1", "").statusCode())
                .isEqualTo(403);
        assertThat(site.ask("dev", "DELETE", API + "/caches?key=k-1", "").body())
                .isEqualTo("{\"deleted\":1}");
        assertThat(site.post("dev", "/team/shop/caches/delete", "key", "k-1").statusCode())
                .isEqualTo(404);
        String artifact = API + "/runs/" + ci.number() + "/artifacts/out";
        assertThat(site.ask("dev", "DELETE", artifact, "").statusCode()).isEqualTo(204);
        assertThat(site.get(artifact).statusCode()).isEqualTo(404);
        assertThat(site.post("dev", page(ci) + "/artifacts/out/delete").statusCode())
                .isEqualTo(404);
    }

    @Test
    void theSearchIsThereByApiToo() {
        assertThat(site.get(API + "/runs/" + ci.number() + "/search?q=EXIT+1").body())
                .contains("\"name\":\"fails\"", "\"whole\":true", "\"hits\":[{\"line\":");
        assertThat(
                        site.get(
                                        API
                                                + "/runs/"
                                                + ci.number()
                                                + "/jobs/"
                                                + site.job(ci, "fails").id()
                                                + "/outline")
                                .body())
                .contains("\"ended\":true");
    }
}
