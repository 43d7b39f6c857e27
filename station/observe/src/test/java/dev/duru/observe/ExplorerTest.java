package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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

    /** It is refused before it takes memory, and the next one is answered. */
    @Test
    void aQueryForEverythingIsToldBesideItsBox() throws Exception {
        try (Bench bench = bench();
                Browser browser = new Browser(folder)) {
            String endless = "sum_over_time(vector(time())[50000h:1s])";
            browser.open(
                    bench.server.localUrl()
                            + "/explore?from=now-1m&to=now&q="
                            + URLEncoder.encode(endless, StandardCharsets.UTF_8),
                    "root");
            browser.await("[role=status]", text -> text.contains("too many samples"));
            browser.open(
                    bench.server.localUrl() + "/explore?from=now-1m&to=now&q=vector(42)&v=table",
                    "root");
            browser.await(".explore-table", text -> text.contains("42"));
        }
    }

    /** What draws must stay fast; the figures are printed, and not judged on a busy machine. */
    @Test
    void drawsTenThousandPoints() throws Exception {
        try (Bench bench = bench();
                Browser browser = new Browser(folder)) {
            browser.open(bench.server.localUrl() + "/explore", "root");
            browser.ask(
                    """
                    (() => {
                      const n = 10000, times = Array.from({ length: n }, (_, i) => 1.7e9 + i);
                      const values = (k) => times.map((t, i) => (i === 5000 ? 50 : Math.sin(i / 300 + k) + (i * 7919 % 100) / 100));
                      window.drawn = async (look) => {
                        const series = Array.from({ length: 10 }, (_, k) => ({ name: 's' + k, values: values(k), ...look }));
                        const box = document.createElement('div');
                        document.getElementById('explore').append(box);
                        const began = performance.now();
                        const u = duru.charts.draw(box, { title: 't', from: 1.7e12, to: 1.7e12 + n * 1000, times, series, max: 55, legend: { calcs: ['last', 'max'] } });
                        await new Promise((done) => requestAnimationFrame(done));
                        // what was drawn is read back, so that nothing of it waits
                        const at = (v) => u.ctx.getImageData(Math.round(u.valToPos(1.7e9 + 5000, 'x', true)) - 3, Math.round(u.valToPos(v, 'y', true)) - 3, 7, 7).data.some((b) => b > 0 && b < 250);
                        const peak = at(49.5);
                        const took = performance.now() - began;
                        const found = [took, box.querySelectorAll('.graph-switch').length, u.data[1].length, peak];
                        duru.charts.clear(box);
                        box.remove();
                        return found;
                      };
                    })()
                    """);
            for (String look :
                    List.of("line", "area", "step", "smooth", "points", "bars", "stack")) {
                String how =
                        switch (look) {
                            case "line" -> "{}";
                            case "area" -> "{ fill: 0.2 }";
                            case "stack" -> "{ fill: 0.2, stack: 'a' }";
                            default -> "{ style: '" + look + "' }";
                        };
                var found = browser.ask("window.drawn(" + how + ")");
                System.out.printf(
                        "10 series of 10,000 points as %s: %.0f ms%n",
                        look, found.get(0).asDouble());
                assertThat(found.get(1).asInt()).isEqualTo(10);
                assertThat(found.get(2).asInt()).isEqualTo(10_000);
                assertThat(found.get(3).asBoolean() || look.equals("stack"))
                        .as("the one high value is seen in " + look)
                        .isTrue();
            }
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    void linesStandBelowTheGraph() throws Exception {
        try (Bench bench = bench();
                Browser browser = new Browser(folder)) {
            long now = System.currentTimeMillis();
            String push =
                    """
                    {"streams":[{"stream":{"level":"error"},"values":[["%d000000","early trouble"],["%d000000","late trouble"]]}]}\
                    """
                            .formatted(now - 50_000, now - 20_000);
            String path = "/api/v1/projects/team/shop/loki/api/v1/push";
            assertThat(
                            bench.client()
                                    .send(
                                            HttpRequest.newBuilder(
                                                            bench.request(path, "root"),
                                                            (name, value) -> true)
                                                    .header("Content-Type", "application/json")
                                                    .POST(HttpRequest.BodyPublishers.ofString(push))
                                                    .build(),
                                            HttpResponse.BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(204);
            browser.open(
                    bench.server.localUrl()
                            + "/team/shop/explore?q=duru_edge_requests_in_flight&from="
                            + (now - 120_000)
                            + "&to="
                            + (now + 60_000),
                    "ann");
            browser.await(
                    "#page-lines [data-part=lines]",
                    text -> text.contains("early trouble") && text.contains("late trouble"));
            browser.await("document.querySelectorAll('.u-over').length === 2");
            browser.ask("duru.range.setMillis(" + (now - 120_000) + ", " + (now - 35_000) + ")");
            browser.await(
                    "#page-lines [data-part=lines]",
                    text -> text.contains("early trouble") && !text.contains("late trouble"));
            browser.ask("duru.range.setMillis(" + (now - 120_000) + ", " + (now + 60_000) + ")");
            browser.await("#page-lines [data-part=lines]", text -> text.contains("late trouble"));
            browser.ask("document.querySelector('.lines-search').focus()");
            browser.type("late");
            browser.press("Enter");
            browser.await(
                    "#page-lines [data-part=lines]",
                    text -> text.contains("late trouble") && !text.contains("early trouble"));
            assertThat(browser.ask("location.search").asString()).contains("lines=late");
            assertThat(browser.errors()).isEmpty();
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
