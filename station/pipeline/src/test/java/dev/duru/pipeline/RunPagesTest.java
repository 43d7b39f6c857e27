package dev.duru.pipeline;

import static dev.duru.pipeline.PipelineSite.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The pages of runs, through the real router, of runs that really ran. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunPagesTest {
    private static final String GOOD =
            """
            name: good <b>
            on: [push, workflow_dispatch]
            jobs:
              build:
                runs-on: ubuntu-latest
                steps:
                  - name: say
                    run: |
                      echo "::group::Numbers"
                      seq 1 5
                      echo "::endgroup::"
                      printf '\\033[31mred\\033[0m <script>\\n'
              use:
                needs: build
                runs-on: ubuntu-latest
                steps: [{ run: "true" }]
            """;
    private static final String BAD =
            """
            name: bad
            on: push
            jobs:
              test:
                runs-on: ubuntu-latest
                steps:
                  - run: |
                      mkdir out && echo data > out/a.txt
                      echo '<testsuite name="s"><testcase name="t &lt;i&gt;" time="0.01"><failure message="no">trace</failure></testcase></testsuite>' > TEST-x.xml
                      echo "::error file=src/a.c,line=7::broken <tag>"
                  - uses: actions/upload-artifact@v4
                    with: { name: out, path: out }
                  - run: exit 3
            """;

    private PipelineSite site;
    private RunRow good;
    private RunRow bad;

    @BeforeAll
    void open(@TempDir Path temp) {
        site = new PipelineSite(temp);
        good = site.run(Map.of(".github/workflows/good.yml", GOOD));
        bad = site.run(Map.of(".github/workflows/bad.yml", BAD, "src/a.c", "int a;\n"));
        assertThat(good.state()).as(good.message()).isEqualTo(State.SUCCESS);
        assertThat(bad.state()).as(bad.message()).isEqualTo(State.FAILED);
    }

    @AfterAll
    void close() {
        site.close();
    }

    @Test
    void theListShowsRunsNewestFirstAndFiltersThem() {
        String list = site.html("/team/shop/runs");
        assertThat(list)
                .contains(
                        "change &lt;1&gt;",
                        "change &lt;2&gt;",
                        "good &lt;b&gt;",
                        page(good),
                        page(bad));
        assertThat(list.indexOf(page(bad))).isLessThan(list.indexOf(page(good)));
        assertThat(site.html("/team/shop/runs?state=failed"))
                .contains(page(bad))
                .doesNotContain(page(good) + "\"");
        assertThat(site.html("/team/shop/runs?workflow=.github/workflows/good.yml"))
                .contains(page(good))
                .doesNotContain(page(bad) + "\"");
        assertThat(site.html("/team/shop/runs?branch=other")).contains("No runs yet");
        assertThat(site.html("/team/shop/runs", "Accept-Language", "ko")).contains("실행");
        assertThat(site.get("/team/shop/runs?before=x").statusCode()).isEqualTo(400);
    }

    @Test
    void aRunShowsItsJobsAndWhatTheyLeft() {
        String page = site.html(page(bad));
        assertThat(page)
                .contains("change &lt;2&gt;")
                .contains(page(bad, site.job(bad)))
                .contains("broken &lt;tag&gt;")
                .contains("/team/shop/code/src/a.c?ref=" + bad.commit() + "#L7")
                .contains("src/a.c:7")
                .contains("/artifacts/out")
                .contains("t &lt;i&gt;")
                .doesNotContain("<tag>");
        assertThat(site.html(page(good)))
                .contains("job-graph", ">build<", ">use<", page(good, site.job(good, "use")));
        assertThat(site.html(page(good), "Accept-Language", "ko")).contains("작업");
        assertThat(site.get("/team/shop/runs/99").statusCode()).isEqualTo(404);
    }

    @Test
    void strangersSeeNothing() {
        for (String path : List.of("/team/shop/runs", page(good), page(good, site.job(good)))) {
            assertThat(site.ask("stranger", "GET", path, "").statusCode()).isEqualTo(404);
        }
        assertThat(site.post("eve", page(good) + "/rerun").statusCode()).isEqualTo(403);
        assertThat(site.html(page(good))).doesNotContain("/rerun\"");
    }

    @Test
    void theLogOfAJobShowsGroupsColoursAndNoMarkupOfOthers() {
        JobRow job = site.job(good, "build");
        String log = site.html(page(good, job));
        assertThat(log)
                .contains("Numbers", "<span class=\"ansi-31\">red</span> &lt;script&gt;")
                .doesNotContain("<script>`");
        assertThat(site.get(page(good, job) + "/raw").body())
                .contains("Numbers\n1\n2\n3\n4\n5\n")
                .contains("red <script>\n")
                .doesNotContain("\u001b");
        assertThat(site.get(page(bad, job)).statusCode()).isEqualTo(404);
    }

    @Test
    void anArtifactIsAZipFile() {
        HttpResponse<String> zip = site.get(page(bad) + "/artifacts/out");
        assertThat(zip.statusCode()).isEqualTo(200);
        assertThat(zip.headers().firstValue("Content-Type")).contains("application/zip");
        assertThat(zip.headers().firstValue("Content-Disposition").orElse("")).contains("out.zip");
        assertThat(zip.body()).startsWith("PK");
        assertThat(site.get(page(bad) + "/artifacts/none").statusCode()).isEqualTo(404);
    }

    @Test
    void badgesTellHowTheNewestRunsEnded() {
        HttpResponse<String> badge = site.get("/team/shop/actions/workflows/good.yml/badge.svg");
        assertThat(badge.headers().firstValue("Content-Type")).contains("image/svg+xml");
        assertThat(badge.body()).contains("good &lt;b&gt;: passing");
        assertThat(site.get("/team/shop/actions/workflows/bad.yml/badge.svg").body())
                .contains("bad: failing");
        assertThat(site.get("/team/shop/actions/workflows/bad.yml/badge.svg?branch=x").body())
                .contains("bad.yml: none");
        assertThat(site.get("/team/shop/badges/main/pipeline.svg").body())
                .contains("pipeline: failing");
        assertThat(site.get("/team/shop/badges/nope/pipeline.svg").body())
                .contains("pipeline: none");
    }
}
