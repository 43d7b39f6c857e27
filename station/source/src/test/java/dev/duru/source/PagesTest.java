package dev.duru.source;

import static dev.duru.source.Station.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Role;
import dev.duru.web.StatusLine;
import dev.duru.web.Texts;
import dev.duru.web.WebServer;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages and the API, over HTTP. */
class PagesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String API = "/api/v1/projects";

    @TempDir Path folder;
    private Browser browser;
    private Station station;
    private Git work;
    private String first;
    private String head;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        station = new Station(folder.resolve("data"));
        browser = Browser.of(station);
        work = Git.init(folder.resolve("work"));
        work.commit("README.md", "# Shop <script>alert(1)</script>\n\n[src](src/a.txt)\n", "One");
        first = work.commit("src/a.txt", "one\ntwo\n", "<b>Two</b>");
        work.run("mv", "src/a.txt", "src/b & c.txt").succeeded();
        head = work.commit("page.html", "<script>alert(2)</script>", "Three");
        work.run("tag", "v1").succeeded();
        work.run("branch", "feature/x", first).succeeded();
        work.run("push", "-q", station.url("mina", SHOP), "--all").succeeded();
        work.run("push", "-q", station.url("mina", SHOP), "--tags").succeeded();
    }

    @AfterEach
    void close() {
        browser.close();
        station.close();
    }

    @Test
    void whatBuildsSaidStandsBesideTheLines() throws Exception {
        String said = "/mina/shop/runs/1/jobs/2#L3";
        station.remarks.add(
                new Remarks.Remark("error", "src/b & c.txt", 2, "T <i>", "no <b>", said));
        station.remarks.add(new Remarks.Remark("warning", "src/a.txt", 1, "", "first", said));
        station.remarks.add(new Remarks.Remark("notice", "page.html", 99, "", "elsewhere", said));
        String file = browser.ok("mina", "/mina/shop/code/src/b%20&%20c.txt");
        assertThat(file)
                .contains("remark-error", "T &lt;i&gt;", "no &lt;b&gt;", said)
                .doesNotContain("first", "elsewhere");
        assertThat(file.indexOf("remark-error")).isGreaterThan(file.indexOf("id=\"L2\""));
        String diff = browser.ok("mina", "/mina/shop/commit/" + first);
        assertThat(diff).contains("remark-warning", "first");
        assertThat(diff.indexOf("Remarks about other lines"))
                .isGreaterThan(diff.indexOf("remark-warning"));
        assertThat(diff).contains("page.html:99", "elsewhere");
    }

    @Test
    void whatIsSaidOfACommitStandsOnItsPage() throws Exception {
        String page = "/mina/shop/commit/" + first;
        assertThat(browser.ok("mina", page)).doesNotContain("id=\"statuses\"");
        station.statuses.add(
                new StatusLine("failure", "scan <i>", "https://scan.example/?a=1&b=2", "2 holes"));
        station.statuses.add(new StatusLine("pending", "lab", "", ""));
        assertThat(browser.ok("mina", page))
                .contains("id=\"statuses\"", "scan &lt;i&gt;", "2 holes", "state-bad")
                .contains("href=\"https://scan.example/?a=1&amp;b=2\"")
                .contains("<span class=\"list-title\">lab</span>", "state-wait");
        station.statuses.clear();
    }

    @Test
    void theListShowsWhatOneMaySee() throws Exception {
        assertThat(browser.ok("mina", "/")).contains("/mina/shop").contains("Three");
        assertThat(browser.ok("mina", "/?q=SHO")).contains("/mina/shop");
        assertThat(browser.ok("mina", "/?q=nothing")).doesNotContain("/mina/shop");
        assertThat(browser.ok("kim", "/")).doesNotContain("mina/shop").contains("git push");
        assertThat(browser.ok("", "/")).doesNotContain("mina/shop");
        station.source.setPublic(SHOP, true);
        assertThat(browser.ok("", "/")).contains("/mina/shop");
        station.database.update(tx ->
                tx.append(
                        new Fact.RunFinished(
                                SHOP,
                                head,
                                1,
                                "ci.yml",
                                "push",
                                "refs/heads/main",
                                Fact.Result.FAILED,
                                "")));
        assertThat(browser.ok("", "/")).contains("badge-bad");
    }

    @Test
    void foldersAndFiles() throws Exception {
        String root = browser.ok("mina", "/mina/shop/code");
        assertThat(root)
                .contains("/mina/shop/code/src\"")
                .contains("<h2>Shop")
                .contains("href=\"/mina/shop/code/src/a.txt\"")
                .doesNotContain("<script>alert");
        assertThat(browser.ok("mina", "/mina/shop/code/src"))
                .contains("/mina/shop/code/src/b%20%26%20c.txt");
        assertThat(browser.ok("mina", "/mina/shop/code/src/b%20%26%20c.txt"))
                .contains("id=\"L2\"")
                .contains("b &amp; c.txt");
        assertThat(browser.ok("mina", "/mina/shop/code/src?ref=feature%2Fx"))
                .contains("/mina/shop/code/src/a.txt?ref=feature%2Fx");
        assertThat(browser.ok("mina", "/mina/shop/code/page.html"))
                .contains("&lt;script&gt;alert(2)");
        for (String wrong :
                List.of(
                        "/mina/shop/code/nothing",
                        "/mina/shop/code/src/..%2f..%2fconfig",
                        "/mina/shop/code?ref=nothing",
                        "/mina/shop/raw/../../config",
                        "/mina/shop/commit/0000000",
                        "/mina/nothing/code")) {
            assertThat(browser.get("mina", wrong).statusCode()).as(wrong).isEqualTo(404);
        }
        assertThat(browser.get("kim", "/mina/shop/code").statusCode()).isEqualTo(404);
    }

    @Test
    void rawFilesCannotActAsPages() throws Exception {
        HttpResponse<String> raw = browser.get("mina", "/mina/shop/raw/page.html");
        assertThat(raw.body()).isEqualTo("<script>alert(2)</script>");
        assertThat(raw.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(raw.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");
        assertThat(raw.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void commitsAndTheirDifferences() throws Exception {
        assertThat(browser.ok("mina", "/mina/shop/commits/main"))
                .contains("&lt;b&gt;Two&lt;/b&gt;")
                .contains("/mina/shop/changes/" + head);
        assertThat(browser.ok("mina", "/mina/shop/commits/feature/x")).doesNotContain("Three");
        assertThat(browser.ok("mina", "/mina/shop/commits/main?path=page.html"))
                .contains("Three")
                .doesNotContain("&lt;b&gt;Two");
        assertThat(browser.ok("mina", "/mina/shop/commit/" + head))
                .contains("src/a.txt → ")
                .contains("diff-add")
                .contains("&lt;script&gt;alert(2)");
        assertThat(browser.ok("mina", "/mina/shop/branches")).contains("feature/x").contains("v1");
    }

    @Test
    void aNewProjectSaysHowToPush() throws Exception {
        HttpResponse<String> made =
                browser.post("mina", "/new", Map.of("name", "mina/new", "public", "1"));
        assertThat(made.statusCode()).isEqualTo(303);
        assertThat(made.headers().firstValue("Location")).contains("/mina/new/code");
        assertThat(browser.ok("", "/mina/new/code"))
                .contains("git push -u duru HEAD:main")
                .contains(station.server.port() + "/mina/new.git");
        assertThat(browser.ok("", "/mina/new/commits/")).contains("git push");
        HttpResponse<String> again = browser.post("mina", "/new", Map.of("name", "mina/new"));
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("project mina/new exists already");
        assertThat(browser.post("mina", "/new", Map.of("name", "Bad Name")).body())
                .contains("is not a project");
        assertThat(browser.post("mina", "/new", Map.of("name", "kim/x")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void settingsAreForMaintainers() throws Exception {
        String path = "/mina/shop/settings/repository";
        station.give("dev", SHOP, Role.DEVELOPER);
        assertThat(browser.get("dev", path).statusCode()).isEqualTo(403);
        assertThat(browser.ok("mina", path)).contains("feature/x");
        browser.post("mina", path, Map.of("public", "1", "branch", "feature/x"));
        assertThat(station.source.isPublic(SHOP)).isTrue();
        assertThat(station.source.defaultBranch(SHOP)).isEqualTo("feature/x");
        assertThat(browser.post("mina", path, Map.of("branch", "nothing")).body())
                .contains("has no branch");
    }

    @Test
    void everyPageInBothLanguages() throws Exception {
        for (String path :
                List.of(
                        "/",
                        "/new",
                        "/mina/shop/code",
                        "/mina/shop/code/page.html",
                        "/mina/shop/commits/main",
                        "/mina/shop/commit/" + head,
                        "/mina/shop/branches",
                        "/mina/shop/settings/repository")) {
            HttpResponse<String> korean =
                    browser.send(browser.request("mina", path).header("Accept-Language", "ko-KR"));
            assertThat(korean.statusCode()).as(path).isEqualTo(200);
            assertThat(korean.body()).contains("lang=\"ko\"");
            assertThat(korean.body().split("<h1", -1)).as(path).hasSize(2);
        }
        assertThat(Texts.of("dev.duru.source", Source.class.getClassLoader()).differences())
                .isEmpty();
    }

    @Test
    void theApi() throws Exception {
        JsonNode made =
                browser.call("POST", API, "mina", "{\"name\":\"mina/api\",\"public\":true}", 201);
        assertThat(made.path("name").asString()).isEqualTo("mina/api");
        assertThat(made.path("cloneUrl").asString()).endsWith("/mina/api.git");
        browser.call("POST", API, "mina", "{\"name\":\"mina/api\"}", 409);
        browser.call("POST", API, "mina", "{\"name\":\"nobody\"}", 400);
        browser.call("POST", API, "mina", "{}", 400);
        browser.call("POST", API, "kim", "{\"name\":\"mina/x\"}", 403);
        browser.call("POST", API, "", "{\"name\":\"mina/x\"}", 401);
        assertThat(browser.call("GET", API, "mina", "", 200)).hasSize(2);
        assertThat(browser.call("GET", API, "kim", "", 200)).hasSize(1);
        browser.call("GET", API + "/mina/shop", "kim", "", 404);
        JsonNode opened =
                browser.call("PATCH", API + "/mina/shop", "mina", "{\"public\":true}", 200);
        assertThat(opened.path("public").asBoolean()).isTrue();
        browser.call("PATCH", API + "/mina/shop", "kim", "{\"public\":false}", 403);
        assertThat(browser.call("GET", API + "/mina/shop/branches", "", "", 200)).hasSize(2);
        assertThat(browser.call("GET", API + "/mina/shop/tags", "", "", 200).get(0).path("commit"))
                .hasToString("\"" + head + "\"");
        assertThat(browser.call("GET", API + "/mina/shop/commits?limit=2", "", "", 200)).hasSize(2);
        assertThat(browser.call("GET", API + "/mina/shop/commits?ref=feature/x", "", "", 200))
                .hasSize(2);
        browser.call("GET", API + "/mina/shop/commits?limit=1000", "", "", 400);
        JsonNode commit = browser.call("GET", API + "/mina/shop/commits/" + head, "", "", 200);
        assertThat(commit.path("commit").path("title").asString()).isEqualTo("Three");
        assertThat(commit.path("files")).hasSize(2);
        assertThat(browser.call("GET", API + "/mina/shop/tree?path=src", "", "", 200)).hasSize(1);
        browser.call("GET", API + "/mina/shop/tree?path=none", "", "", 404);
        JsonNode file =
                browser.call(
                        "GET", API + "/mina/shop/contents/src/a.txt?ref=" + first, "", "", 200);
        assertThat(new String(Base64.getDecoder().decode(file.path("content").asString())))
                .isEqualTo("one\ntwo\n");
    }

    @Test
    void theDocumentAndTheRoutesAgree() throws Exception {
        TreeSet<String> served = new TreeSet<>();
        for (WebServer.ApiRoute route : station.server.apiRoutes()) {
            if (route.pattern().startsWith(API)) {
                served.add(route.method() + " " + route.pattern().replace("...}", "}"));
            }
        }
        TreeSet<String> described = new TreeSet<>();
        try (InputStream in = Source.class.getResourceAsStream("openapi.json")) {
            for (var path : JSON.readTree(in).path("paths").properties()) {
                for (var method : path.getValue().properties()) {
                    described.add(method.getKey().toUpperCase() + " " + path.getKey());
                }
            }
        }
        assertThat(described).isEqualTo(served);
    }
}
