package dev.duru.pipeline;

import static dev.duru.pipeline.PipelineSite.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the script of the log page asks for, and the search over a run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogPagesTest {
    private static final String WORKFLOW =
            """
            name: ci
            on: push
            jobs:
              many:
                runs-on: ubuntu-latest
                steps:
                  - run: seq -f 'number %.0f <i>' 1 1200
                  - run: |
                      echo "::group::folded"
                      echo "needle one"
                      echo "::endgroup::"
                      head -c 20000 /dev/zero | tr '\\0' 'z'; echo
              other:
                runs-on: ubuntu-latest
                steps:
                  - run: printf 'before\\nnee\\033[31mdle\\033[0m two\\nafter\\n'
            """;

    private PipelineSite site;
    private RunRow run;
    private JobRow many;

    @BeforeAll
    void open(@TempDir Path temp) {
        site = new PipelineSite(temp);
        run = site.run(WORKFLOW);
        many = site.job(run, "many");
    }

    @AfterAll
    void close() {
        site.close();
    }

    @Test
    void aWindowHasTheLinesAskedForAndNoMore() {
        String rows = site.html(page(run, many) + "/window?from=11&to=13");
        assertThat(rows).startsWith("[[11,").contains("[12,", "[13,").doesNotContain("[14,");
        assertThat(rows).contains(" &lt;i&gt;").doesNotContain("<i>");
        assertThat(site.html(page(run, many) + "/window?from=1&to=100000").split("\\],\\["))
                .hasSize(LogPages.WINDOW);
        assertThat(site.html(page(run, many) + "/window?from=99999")).isEqualTo("[]");
        assertThat(site.get(page(run, many) + "/window?from=-1").statusCode()).isEqualTo(400);
    }

    @Test
    void veryLongLinesSayHowMuchIsNotShown() {
        String outline = site.html(page(run, many) + "/outline");
        assertThat(outline).contains("\"ended\":true", "\"whole\":true", "\"groups\":[[");
        assertThat(site.html(page(run, many) + "/window?from=1200&to=1300"))
                .contains("data-more=\\\"12000\\\"");
        assertThat(site.get(page(run, many) + "/raw").body()).contains("z".repeat(20_000));
    }

    @Test
    void theRawLogMayHaveTimes() {
        assertThat(site.html(page(run, many) + "/raw?times=1&download=1"))
                .containsPattern("\\n20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z number 7 <i>\\n");
        assertThat(
                        site.get(page(run, many) + "/raw?download=1")
                                .headers()
                                .firstValue("Content-Disposition"))
                .contains("attachment; filename=\"many.log\"");
    }

    @Test
    void liveTellsOnlyHowLongTheLogIs() {
        String events = site.html(page(run, many) + "/live");
        assertThat(events).contains("event: end", "data: 1").doesNotContain("needle");
    }

    @Test
    void findsLinesInOneLog() {
        assertThat(site.html(page(run, many) + "/find?q=NEEDLE")).contains("\"count\":2");
        assertThat(site.html(page(run, many) + "/find?q=" + encode("number (7|8) ") + "&regex=1"))
                .contains("\"count\":2", "\"whole\":true");
        assertThat(site.get(page(run, many) + "/find?q=(&regex=1").statusCode()).isEqualTo(400);
        assertThat(site.get(page(run, many) + "/find?q=").statusCode()).isEqualTo(400);
    }

    @Test
    void searchesAllJobsOfARun() {
        String found = site.html(page(run) + "/search?q=needle");
        assertThat(found)
                .contains("in 2 jobs")
                .contains("<mark>needle</mark> one", "<mark>needle</mark> two")
                .contains("before", "after")
                .contains(page(run, many) + "#L", page(run, site.job(run, "other")) + "#L");
        String numbers = site.html(page(run) + "/search?q=number");
        assertThat(numbers).containsPattern("and 115\\d more").doesNotContain("number 600 ");
        assertThat(site.html(page(run) + "/search?q=" + encode("<b>\"") + "&regex=1"))
                .contains("0 lines in 0 jobs")
                .doesNotContain("<b>\"");
        assertThat(site.html(page(run) + "/search?q=" + encode("(x") + "&regex=1"))
                .contains("is no regular expression");
        assertThat(site.html(page(run) + "/search", "Accept-Language", "ko")).contains("찾기");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
