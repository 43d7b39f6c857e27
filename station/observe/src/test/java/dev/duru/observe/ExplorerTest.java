package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The explorer in a real browser, and what it asks of the API. */
class ExplorerTest {
    private static final String EDGE =
            """
            # HELP duru_edge_requests_total Requests that were answered.
            # TYPE duru_edge_requests_total counter
            duru_edge_requests_total{app="team/shop",env="production",release="1",version="v",code="200"} %1$d
            duru_edge_requests_total{app="team/shop",env="production",release="1",version="v",code="500"} 4
            duru_edge_requests_in_flight{app="team/shop",env="production",release="1",version="v"} 3
            # TYPE other_total counter
            other_total{app="team/other"} 7
            """;

    @TempDir Path folder;

    private Bench bench() {
        long begin = System.nanoTime();
        Bench bench =
                new Bench(folder, () -> EDGE.formatted((System.nanoTime() - begin) / 1_000_000));
        Bench.await(
                "samples",
                () ->
                        bench.ask("/api/v1/query?query=duru_edge_requests_in_flight", "root")
                                .body()
                                .contains("team/shop"));
        return bench;
    }

    @Test
    void completesMarksAndShows() throws Exception {
        try (Bench bench = bench();
                Browser browser = new Browser(folder)) {
            browser.open(bench.server.localUrl() + "/team/shop/explore?from=now-1m&to=now", "ann");
            browser.await("document.activeElement.tagName === 'TEXTAREA'");

            browser.type("edge_requests_to");
            browser.await(
                    ".promql-list [aria-selected=true]",
                    text -> text.startsWith("duru_edge_requests_total"));
            assertThat(browser.text(".promql-list")).contains("counter");
            browser.press("Tab");
            browser.type("{co");
            browser.await(".promql-list [aria-selected=true]", text -> text.startsWith("code"));
            browser.press("Enter");
            browser.await(".promql-list", text -> text.contains("200") && text.contains("500"));
            browser.press("ArrowDown");
            browser.press("Enter");
            browser.press("End");
            browser.type("}");
            assertThat(browser.ask("document.activeElement.value").asString())
                    .isEqualTo("duru_edge_requests_total{code=\"500\"}");

            browser.press("Enter");
            browser.await("document.querySelector('.u-over')");
            browser.ask("document.querySelector('[data-view=table]').click()");
            browser.await(".explore-table", text -> text.contains("500") && text.contains("4"));
            assertThat(browser.ask("location.search").asString())
                    .contains("q=duru_edge_requests_total%7Bcode%3D%22500%22%7D", "v=table");

            browser.ask("document.querySelector('textarea').focus()");
            browser.press("End");
            browser.type(" + nothing(1)");
            browser.press("Enter");
            browser.await("[role=status]", text -> text.contains("unknown function"));
            assertThat(browser.text("mark.is-wrong")).isEqualTo("nothing");
            assertThat(browser.ask("document.querySelector('textarea').ariaInvalid").asString())
                    .isEqualTo("true");
            assertThat(browser.errors()).isEmpty();
        }
    }

    /** What draws must stay fast; the figure is printed, and not judged on a busy machine. */
    @Test
    void drawsTenThousandPoints() throws Exception {
        try (Bench bench = bench();
                Browser browser = new Browser(folder)) {
            browser.open(bench.server.localUrl() + "/explore", "root");
            String drawn =
                    """
                    (() => {
                      const n = 10000, lines = 10, times = Array.from({ length: n }, (_, i) => 1.7e9 + i);
                      const series = Array.from({ length: lines }, (_, k) => ({ name: 's' + k, values: times.map((t, i) => Math.sin(i / 300 + k) + Math.random()) }));
                      const box = document.createElement('div');
                      document.getElementById('explore').append(box);
                      const began = performance.now();
                      const u = duru.charts.draw(box, { title: 't', from: 1.7e12, to: 1.7e12 + n * 1000, times, series, legend: { calcs: ['last', 'max'] } });
                      return new Promise((done) => requestAnimationFrame(() => { u.ctx.getImageData(0, 0, 1, 1); done([performance.now() - began, box.querySelectorAll('.graph-switch').length, u.data[1].length]); }));
                    })()
                    """;
            var found = browser.ask(drawn);
            System.out.printf(
                    "10 lines of 10,000 points drawn in %.0f ms%n", found.get(0).asDouble());
            assertThat(found.get(1).asInt()).isEqualTo(10);
            assertThat(found.get(2).asInt()).isEqualTo(10_000);
        }
    }

    @Test
    void answersSayWhatTheyTook() throws Exception {
        try (Bench bench = bench()) {
            String path = "/api/v1/query?query=duru_edge_requests_total";
            assertThat(bench.ask(path, "root").body()).doesNotContain("\"stats\"");
            assertThat(bench.ask(path + "&stats=all", "root").body())
                    .contains("\"totalQueryableSamples\":", "\"evalTotalTime\":");
        }
    }

    @Test
    void metadataOfAProjectIsItsOwn() throws Exception {
        try (Bench bench = bench()) {
            assertThat(bench.ask("/api/v1/metadata", "root").body())
                    .contains("duru_edge_requests_total", "other_total");
            assertThat(bench.ask("/api/v1/metadata?project=team/shop", "ann").body())
                    .contains("Requests that were answered.")
                    .doesNotContain("other_total");
            assertThat(bench.ask("/api/v1/metadata", "ann").statusCode()).isEqualTo(403);
        }
    }
}
