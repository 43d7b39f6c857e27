package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards of a project, by API and in a real browser. */
class DashboardTest {
    private static final String EDGE =
            """
            shop_requests_total{app="team/shop",release="1.0"} 3
            shop_requests_total{app="team/shop",release="1.1"} 5
            shop_requests_total{app="team/other",release="9"} 5
            shop_stock_bytes{app="team/shop"} 0
            """;
    private static final String API = "/api/v1/projects/team/shop/dashboards";
    private static final String SHOP = "?path=dashboards/shop.json";

    @TempDir Path folder;

    private Bench bench() throws Exception {
        Path dashboards = Files.createDirectories(folder.resolve("dashboards"));
        try (InputStream in = getClass().getResourceAsStream("dashboard/shop.json")) {
            Files.write(dashboards.resolve("shop.json"), in.readAllBytes());
        }
        Files.writeString(dashboards.resolve("wrong.json"), "{\n  \"panels\": 7\n}");
        Bench bench = new Bench(folder, () -> EDGE);
        Bench.await(
                "samples",
                () ->
                        bench.ask("/api/v1/query?query=shop_stock_bytes", "root")
                                .body()
                                .contains("team/shop"));
        return bench;
    }

    @Test
    void answersOfVariablesAndPanels() throws Exception {
        try (Bench bench = bench()) {
            assertThat(bench.ask(API, "ann").body())
                    .contains(
                            "\"title\":\"Shop\"",
                            "dashboards/wrong.json:2:13: `panels` is a number");
            assertThat(bench.ask("/team/shop/dashboards", "ann").body())
                    .contains("/team/shop/dashboards/dashboards/shop.json", "What the shop does.");
            assertThat(bench.ask(API + "/variables" + SHOP, "ann").body())
                    .contains("{\"text\":\"1.0\",\"value\":\"1.0\"}", "\"current\":[\"$__all\"]")
                    .contains("\"current\":[\"5m\"]")
                    .doesNotContain("\"9\"");
            String now = "&from=" + (System.currentTimeMillis() / 1000 - 10);
            Bench.await(
                    "a whole second with samples",
                    () ->
                            bench.ask(API + "/panel" + SHOP + "&panel=1" + now, "ann")
                                    .body()
                                    .contains("release 1.1"));
            assertThat(bench.ask(API + "/panel" + SHOP + "&panel=1" + now, "ann").body())
                    .contains("\"name\":\"release 1.0\"", "\"name\":\"release 1.1\"")
                    .contains("\"title\":\"Requests of 1.0 + 1.1\"");
            assertThat(
                            bench.ask(
                                            API
                                                    + "/panel"
                                                    + SHOP
                                                    + "&panel=1&var-release=1.1"
                                                    + now,
                                            "ann")
                                    .body())
                    .contains("release 1.1")
                    .doesNotContain("release 1.0");
            assertThat(bench.ask(API + "/panel" + SHOP + "&panel=5", "ann").body())
                    .contains("\"release\":[\"1.0\",\"1.1\"]", "\"All\":[3.0,5.0]")
                    .contains("\"Most\":[3.0,5.0]", "\"leftOut\":[\"histogram\"]")
                    .doesNotContain("Time");
            assertThat(bench.ask(API + "/panel" + SHOP + "&panel=6", "ann").body())
                    .contains("<strong>Bold</strong>", "for 5m")
                    .doesNotContain("<script>");
            assertThat(bench.ask(API + "/panel" + SHOP + "&panel=99", "ann").statusCode())
                    .isEqualTo(404);
            assertThat(bench.ask(API + "/panel?path=observe/x&panel=1", "ann").statusCode())
                    .isEqualTo(404);
            assertThat(bench.ask("/team/shop/dashboards/dashboards/wrong.json", "ann").body())
                    .contains("dashboards/wrong.json:2:13");
            assertThat(bench.ask("/host", "ann").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void marksFiltersAndReduces() throws Exception {
        try (Bench bench = bench()) {
            String now = "&from=" + (System.currentTimeMillis() / 1000 - 10);
            String events = API + "/events" + SHOP + now + "&annotation=";
            Bench.await(
                    "a second in which a release is big",
                    () -> bench.ask(events + "1", "ann").body().contains("release 1.1 is big"));
            assertThat(bench.ask(events + "1", "ann").body())
                    .contains("\"tags\":[\"1.1\"]")
                    .doesNotContain("release 1.0");
            bench.database.update(tx ->
                    tx.append(
                            new Fact.ReleaseDeployed(
                                    Bench.SHOP, "0".repeat(40), 7, "production", "sha256:1", "")));
            assertThat(bench.ask(events + "0", "ann").body())
                    .contains("release 7", "is live in production", "\"tone\":\"good\"");
            assertThat(bench.ask(events + "9", "ann").statusCode()).isEqualTo(404);
            assertThat(bench.ask(API + "/panel" + SHOP + "&panel=10" + now, "ann").body())
                    .contains("\"Field\":[\"r1.0\",\"r1.1\"]", "\"Max\":[3.0,5.0]");
            String filtered = "&var-only=release%7C%3D%7C1.1";
            assertThat(
                            bench.ask(API + "/panel" + SHOP + "&panel=10" + now + filtered, "ann")
                                    .body())
                    .contains("\"Field\":[\"r1.1\"]");
            assertThat(bench.ask(API + "/variables" + SHOP + "&var-only=release", "ann").body())
                    .contains("'release' is no filter");
            assertThat(bench.ask(API + "/panel" + SHOP + "&panel=9" + now, "ann").body())
                    .contains("\"alerts\":[]");
        }
    }

    @Test
    void isShownAsItIs() throws Exception {
        try (Bench bench = bench();
                Browser browser = new Browser(folder)) {
            browser.open(
                    bench.server.localUrl() + "/team/shop/dashboards/dashboards/shop.json", "ann");
            browser.await(".dash", text -> text.contains("release 1.1"));
            browser.await("document.querySelector('.dash .u-over')");
            browser.await(".dash-stat-value", text -> text.equals("sold out"));
            assertThat(browser.text(".dash")).contains("Panels of the type geomap", "Where from");
            assertThat(browser.text(".dash-variables")).contains("Release", "All", "window");
            assertThat(browser.text(".dash")).doesNotContain("By release");
            browser.await("document.querySelectorAll('.dash-pie-slice').length === 2");
            browser.await(".dash", text -> text.contains("the calculation oddest"));
            browser.await(".dash", text -> text.contains("Nothing fires."));
            assertThat(browser.text("#dash-links"))
                    .contains("Runbook", "Itself")
                    .doesNotContain("Bad");
            assertThat(browser.ask("document.querySelector('#dash-links a').href").asString())
                    .startsWith("https://example.org/?r=1.0,1.1&w=5m&from=");
            assertThat(
                            browser.ask("document.querySelectorAll('#dash-links a')[1].pathname")
                                    .asString())
                    .isEqualTo("/team/shop/dashboards/dashboards/shop.json");
            browser.await("document.querySelector('.dash-table a')");
            assertThat(browser.ask("document.querySelector('.dash-table a').href").asString())
                    .isEqualTo("https://example.org/r1.0/3?w=5m");
            browser.ask("document.querySelector('.dash-filter-row input').focus()");
            browser.type("release");
            browser.ask("document.querySelectorAll('.dash-filter-row input')[1].focus()");
            browser.type("1.0");
            browser.press("Enter");
            browser.await(".dash-filter", text -> text.startsWith("release = 1.0"));
            browser.await("document.querySelectorAll('.dash-pie-slice').length === 1");
            browser.ask("document.querySelector('.dash-filter').click()");
            browser.await("document.querySelectorAll('.dash-pie-slice').length === 2");
            browser.ask("document.querySelector('.dash-fold').click()");
            browser.await(".dash", text -> text.contains("Most"));
            browser.await(".dash", text -> text.contains("Left out: histogram"));
            assertThat(browser.errors()).isEmpty();

            Bench.await(
                    "figures of this machine",
                    () ->
                            bench.ask("/api/v1/query?query=node_memory_MemTotal_bytes", "root")
                                    .body()
                                    .contains("value"));
            browser.open(bench.server.localUrl() + "/host", "root");
            browser.await("document.querySelector('.dash-gauge')");
            browser.await("document.querySelectorAll('.dash .u-over').length > 1");
            browser.open(bench.server.localUrl() + "/host/duru", "root");
            browser.await(".dash-stat-value", text -> !text.isEmpty());
            assertThat(browser.errors()).isEmpty();
        }
    }
}
