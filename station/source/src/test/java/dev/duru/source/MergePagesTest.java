package dev.duru.source;

import static dev.duru.source.Station.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Role;
import dev.duru.source.merge.Check;
import dev.duru.source.merge.MergeMethod;
import dev.duru.source.merge.MergeSettings;
import dev.duru.web.StatusLine;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of merge requests, over HTTP. */
class MergePagesTest {
    private static final String ONE = "/mina/shop/merge-requests/1";

    @TempDir Path folder;
    private Station station;
    private Browser browser;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        station = new Station(folder.resolve("data"));
        browser = Browser.of(station);
        Git work = Git.init(folder.resolve("work"));
        work.commit("a.txt", "one\ntwo\nthree\n", "One");
        work.run("switch", "-q", "-c", "topic").succeeded();
        work.commit("a.txt", "one\n2 < 3\nthree\n", "Change two");
        work.run("push", "-q", station.url("mina", SHOP), "main", "topic").succeeded();
        station.give("kim", SHOP, Role.DEVELOPER);
        station.give("eye", SHOP, Role.READER);
    }

    @AfterEach
    void close() {
        browser.close();
        station.close();
    }

    private void request() throws Exception {
        HttpResponse<String> made =
                browser.post(
                        "mina",
                        "/mina/shop/merge-requests/new",
                        Map.of(
                                "source",
                                "topic",
                                "target",
                                "main",
                                "title",
                                "",
                                "description",
                                "With **words** <script>alert(1)</script>"));
        assertThat(made.statusCode()).isEqualTo(303);
        assertThat(made.headers().firstValue("Location")).contains(ONE);
    }

    @Test
    void whereItCanBeLookedAtAsItRunsIsShown() throws Exception {
        request();
        assertThat(browser.ok("mina", ONE)).doesNotContain("review-topic");
        station.previews.add(
                new StatusLine(
                        "live",
                        "review-topic",
                        "/mina/shop/environments/review-topic",
                        "http://review-topic.shop.mina.localhost/"));
        assertThat(browser.ok("mina", ONE))
                .contains("id=\"merge-previews\"", "review-topic.shop.mina.localhost");
    }

    @Test
    void openedReadAndMerged() throws Exception {
        assertThat(browser.ok("mina", "/mina/shop/merge-requests/new?source=topic"))
                .contains("<option selected>topic</option>", "<option selected>main</option>");
        request();
        assertThat(browser.ok("eye", "/mina/shop/merge-requests"))
                .contains("Change two", "topic → main")
                .doesNotContain("/merge-requests/new\"");
        assertThat(browser.ok("eye", ONE))
                .contains("<strong>words</strong>", "Nothing stands in the way")
                .doesNotContain("<script>alert", "action=\"" + ONE + "/merge\"");
        assertThat(browser.ok("eye", ONE + "/commits")).contains("Change two");
        assertThat(browser.get("eye", "/mina/shop/merge-requests/2").statusCode()).isEqualTo(404);
        assertThat(browser.get("eye", "/mina/shop/merge-requests/new").statusCode()).isEqualTo(403);
        HttpResponse<String> again =
                browser.post(
                        "mina",
                        "/mina/shop/merge-requests/new",
                        Map.of("source", "topic", "target", "main"));
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("is open for topic into main already");
        assertThat(browser.post("kim", ONE + "/merge", Map.of("method", "squash")).statusCode())
                .isEqualTo(303);
        assertThat(browser.ok("eye", ONE)).contains("kim merged it into main");
        assertThat(browser.ok("eye", "/mina/shop/merge-requests?state=merged"))
                .contains("Change two");
        assertThat(browser.ok("eye", ONE + "/changes")).contains("2 &lt; 3");
    }

    @Test
    void commentsAndWhatBuildsSaidStandAtTheirLines() throws Exception {
        request();
        station.remarks.add(new Remarks.Remark("error", "a.txt", 2, "", "not a number", "/x"));
        String changes = browser.ok("kim", ONE + "/changes?path=a.txt&line=2");
        assertThat(changes).contains("remark-error", "not a number", "Comment on a.txt:2");
        assertThat(browser.ok("eye", ONE + "/changes?path=a.txt&line=2"))
                .doesNotContain("Comment on a.txt:2");
        browser.post(
                "kim",
                ONE + "/notes",
                Map.of("body", "Why *two*?", "path", "a.txt", "line", "2", "side", "after"));
        browser.post(
                "kim",
                ONE + "/notes",
                Map.of("body", "It was fine.", "path", "a.txt", "line", "2", "side", "before"));
        browser.post(
                "kim", ONE + "/notes", Map.of("body", "Far away.", "path", "z.txt", "line", "9"));
        String said = browser.ok("eye", ONE + "/changes");
        int removed = said.indexOf("It was fine.");
        int added = said.indexOf("Why <em>two</em>?");
        assertThat(removed).isPositive().isGreaterThan(said.indexOf(">two</td>"));
        assertThat(added).isGreaterThan(removed);
        assertThat(said.indexOf("Far away.")).isGreaterThan(said.indexOf("said-elsewhere"));
        assertThat(browser.post("kim", ONE + "/notes", Map.of("body", " ")).statusCode())
                .isEqualTo(400);
        browser.post("kim", ONE + "/notes", Map.of("body", "Fine", "verdict", "approved"));
        assertThat(browser.ok("mina", ONE))
                .contains("approved it", "a.txt:2", "1 / 0", ONE + "/dismiss");
        assertThat(
                        browser.post(
                                        "mina",
                                        ONE + "/notes",
                                        Map.of("body", "", "verdict", "approved"))
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void settingsPipelinesAndTheButton() throws Exception {
        request();
        assertThat(browser.get("kim", "/mina/shop/settings/merge-requests").statusCode())
                .isEqualTo(403);
        browser.post(
                "mina",
                "/mina/shop/settings/merge-requests",
                Map.of("method", "rebase", "approvals", "2", "pipeline", "1"));
        assertThat(station.source.mergeRequests().settings(SHOP))
                .isEqualTo(new MergeSettings(MergeMethod.REBASE, 2, true, false));
        assertThat(browser.ok("mina", "/mina/shop/settings/merge-requests"))
                .contains("value=\"2\"");
        station.checks.add(new Check("CI / push", "failed", "/mina/shop/runs/4", true, false));
        String page = browser.ok("kim", ONE);
        assertThat(page)
                .contains(
                        "approvals of the newest commit are missing: 2",
                        "pipelines did not succeed: CI / push",
                        "/mina/shop/runs/4");
        assertThat(browser.ok("kim", ONE + "/pipelines")).contains("CI / push", "badge-bad");
        assertThat(browser.post("kim", ONE + "/merge", Map.of("method", "rebase")).statusCode())
                .isEqualTo(409);
        browser.post("kim", ONE + "/merge", Map.of("method", "rebase", "when", "ready"));
        assertThat(browser.ok("kim", ONE)).contains("kim wants it merged as soon as");
        browser.post("kim", ONE + "/wait", Map.of("wait", "no"));
        assertThat(browser.ok("kim", ONE)).doesNotContain("kim wants it merged as soon as");
        browser.post("kim", ONE + "/edit", Map.of("title", "Other", "draft", "1"));
        assertThat(browser.ok("kim", ONE)).contains("Other", "it is a draft");
        browser.post("kim", ONE + "/state", Map.of("state", "closed"));
        assertThat(browser.ok("kim", ONE)).contains("kim closed it");
    }

    @Test
    void everyPageInKorean() throws Exception {
        request();
        browser.post("kim", ONE + "/notes", Map.of("body", "Fine", "verdict", "approved"));
        for (String path :
                List.of(
                        "/mina/shop/merge-requests",
                        "/mina/shop/merge-requests?state=closed",
                        "/mina/shop/merge-requests/new",
                        ONE,
                        ONE + "/commits",
                        ONE + "/changes?path=a.txt&line=2",
                        ONE + "/pipelines",
                        "/mina/shop/settings/merge-requests")) {
            HttpResponse<String> korean =
                    browser.send(browser.request("mina", path).header("Accept-Language", "ko-KR"));
            assertThat(korean.statusCode()).as(path + korean.body()).isEqualTo(200);
            assertThat(korean.body()).contains("lang=\"ko\"");
            assertThat(korean.body().split("<h1", -1)).as(path).hasSize(2);
        }
    }
}
