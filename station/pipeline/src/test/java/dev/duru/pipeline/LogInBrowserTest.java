package dev.duru.pipeline;

import static dev.duru.pipeline.PipelineSite.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.duru.pipeline.log.JobLog;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log of half a million lines in a real browser: what is on the screen is what is in the page.
 */
class LogInBrowserTest {
    private static final int LINES = 500_000;
    private static final String SHOWN =
            "[...document.querySelectorAll('.log-line')].filter(e => {"
                    + " const r = e.getBoundingClientRect();"
                    + " const l = document.getElementById('log').getBoundingClientRect();"
                    + " return r.bottom > l.top && r.top < l.bottom; }).map(e => +e.dataset.n)";

    @Test
    void scrollsJumpsFoldsAndFinds(@TempDir Path temp) throws Exception {
        assumeTrue(Browser.isThere(), "chromium and chromedriver are not installed");
        try (PipelineSite site = new PipelineSite(temp.resolve("site"));
                Browser browser = new Browser(temp)) {
            RunRow run =
                    site.run(
                            "on: push\njobs: { a: { runs-on: x, steps: [ { name: one, run: echo } ] } }");
            JobRow job = site.job(run);
            write(site.pipeline.logPath(job));
            browser.open(site.server.localUrl(), page(run, job) + "#step-1:400000", "dev");
            browser.awaitTrue("document.querySelector('.is-marked')");
            assertThat(browser.script("return " + SHOWN).toString()).contains("400000");

            browser.script("document.getElementById('log-end').click()");
            browser.awaitTrue(SHOWN + ".includes(" + LINES + ")");
            browser.script("document.getElementById('log-top').click()");
            browser.awaitTrue(SHOWN + ".includes(1)");
            assertThat(
                            browser.script("return document.querySelectorAll('.log-line').length")
                                    .asInt())
                    .isLessThan(2_000);

            browser.awaitTrue("document.querySelector('[data-group=\"1\"]')");
            assertThat(browser.script("return " + SHOWN).toString()).startsWith("[1,51,");
            browser.script("document.querySelector('[data-group=\"1\"]').click()");
            browser.awaitTrue(SHOWN + ".includes(2)");

            browser.script(
                    "const q = document.getElementById('log-q'); q.value = 'LINE 333333 ';"
                            + " document.getElementById('log-search').requestSubmit()");
            browser.awaitTrue("document.querySelector('.is-hit mark')");
            assertThat(browser.script("return " + SHOWN).toString()).contains("333333");
            assertThat(
                            browser.script(
                                            "return document.getElementById('log-found').textContent")
                                    .asString())
                    .isEqualTo("1 of 1");
            assertThat(
                            browser.script("return document.querySelectorAll('#log script').length")
                                    .asInt())
                    .isZero();
        }
    }

    private static void write(Path file) {
        try (JobLog log = JobLog.open(file, InstantSource.system(), false)) {
            log.append(1, LogLine.Kind.GROUP, "first");
            for (int i = 2; i <= LINES; i++) {
                if (i == 50) {
                    log.append(1, LogLine.Kind.END_GROUP, "");
                } else {
                    log.append(1, LogLine.Kind.OUTPUT, "line " + i + " <script>x</script>");
                }
            }
        }
    }
}
