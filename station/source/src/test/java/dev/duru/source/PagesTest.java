package dev.duru.source;

import static dev.duru.source.Station.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Role;
import dev.duru.web.Texts;
import dev.duru.web.WebServer;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
    private final HttpClient client = HttpClient.newHttpClient();
    private Station station;
    private Git work;
    private String first;
    private String head;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        station = new Station(folder.resolve("data"));
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
        client.close();
        station.close();
    }

    @Test
    void whatBuildsSaidStandsBesideTheLines() throws Exception {
        String said = "/mina/shop/runs/1/jobs/2#L3";
        station.remarks.add(
                new Remarks.Remark("error", "src/b & c.txt", 2, "T <i>", "no <b>", said));
        station.remarks.add(new Remarks.Remark("warning", "src/a.txt", 1, "", "first", said));
        station.remarks.add(new Remarks.Remark("notice", "page.html", 99, "", "elsewhere", said));
        String file = ok("mina", "/mina/shop/code/src/b%20&%20c.txt");
        assertThat(file)
                .contains("remark-error", "T &lt;i&gt;", "no &lt;b&gt;", said)
                .doesNotContain("first", "elsewhere");
        assertThat(file.indexOf("remark-error")).isGreaterThan(file.indexOf("id=\"L2\""));
        String diff = ok("mina", "/mina/shop/commit/" + first);
        assertThat(diff).contains("remark-warning", "first");
        assertThat(diff.indexOf("Remarks about other lines"))
                .isGreaterThan(diff.indexOf("remark-warning"));
        assertThat(diff).contains("page.html:99", "elsewhere");
    }

    @Test
    void theListShowsWhatOneMaySee() throws Exception {
        assertThat(ok("mina", "/")).contains("/mina/shop").contains("Three");
        assertThat(ok("mina", "/?q=SHO")).contains("/mina/shop");
        assertThat(ok("mina", "/?q=nothing")).doesNotContain("/mina/shop");
        assertThat(ok("kim", "/")).doesNotContain("mina/shop").contains("git push");
        assertThat(ok("", "/")).doesNotContain("mina/shop");
        station.source.setPublic(SHOP, true);
        assertThat(ok("", "/")).contains("/mina/shop");
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
        assertThat(ok("", "/")).contains("badge-bad");
    }

    @Test
    void foldersAndFiles() throws Exception {
        String root = ok("mina", "/mina/shop/code");
        assertThat(root)
                .contains("/mina/shop/code/src\"")
                .contains("<h2>Shop")
                .contains("href=\"/mina/shop/code/src/a.txt\"")
                .doesNotContain("<script>alert");
        assertThat(ok("mina", "/mina/shop/code/src"))
                .contains("/mina/shop/code/src/b%20%26%20c.txt");
        assertThat(ok("mina", "/mina/shop/code/src/b%20%26%20c.txt"))
                .contains("id=\"L2\"")
                .contains("b &amp; c.txt");
        assertThat(ok("mina", "/mina/shop/code/src?ref=feature%2Fx"))
                .contains("/mina/shop/code/src/a.txt?ref=feature%2Fx");
        assertThat(ok("mina", "/mina/shop/code/page.html")).contains("&lt;script&gt;alert(2)");
        for (String wrong :
                List.of(
                        "/mina/shop/code/nothing",
                        "/mina/shop/code/src/..%2f..%2fconfig",
                        "/mina/shop/code?ref=nothing",
                        "/mina/shop/raw/../../config",
                        "/mina/shop/commit/0000000",
                        "/mina/nothing/code")) {
            assertThat(get("mina", wrong).statusCode()).as(wrong).isEqualTo(404);
        }
        assertThat(get("kim", "/mina/shop/code").statusCode()).isEqualTo(404);
    }

    @Test
    void rawFilesCannotActAsPages() throws Exception {
        HttpResponse<String> raw = get("mina", "/mina/shop/raw/page.html");
        assertThat(raw.body()).isEqualTo("<script>alert(2)</script>");
        assertThat(raw.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(raw.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");
        assertThat(raw.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void commitsAndTheirDifferences() throws Exception {
        assertThat(ok("mina", "/mina/shop/commits/main"))
                .contains("&lt;b&gt;Two&lt;/b&gt;")
                .contains("/mina/shop/changes/" + head);
        assertThat(ok("mina", "/mina/shop/commits/feature/x")).doesNotContain("Three");
        assertThat(ok("mina", "/mina/shop/commits/main?path=page.html"))
                .contains("Three")
                .doesNotContain("&lt;b&gt;Two");
        assertThat(ok("mina", "/mina/shop/commit/" + head))
                .contains("src/a.txt → ")
                .contains("diff-add")
                .contains("&lt;script&gt;alert(2)");
        assertThat(ok("mina", "/mina/shop/branches")).contains("feature/x").contains("v1");
    }

    @Test
    void aNewProjectSaysHowToPush() throws Exception {
        HttpResponse<String> made = post("mina", "/new", Map.of("name", "mina/new", "public", "1"));
        assertThat(made.statusCode()).isEqualTo(303);
        assertThat(made.headers().firstValue("Location")).contains("/mina/new/code");
        assertThat(ok("", "/mina/new/code"))
                .contains("git push -u duru HEAD:main")
                .contains(station.server.port() + "/mina/new.git");
        assertThat(ok("", "/mina/new/commits/")).contains("git push");
        HttpResponse<String> again = post("mina", "/new", Map.of("name", "mina/new"));
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("project mina/new exists already");
        assertThat(post("mina", "/new", Map.of("name", "Bad Name")).body())
                .contains("is not a project");
        assertThat(post("mina", "/new", Map.of("name", "kim/x")).statusCode()).isEqualTo(403);
    }

    @Test
    void settingsAreForMaintainers() throws Exception {
        String path = "/mina/shop/settings/repository";
        station.give("dev", SHOP, Role.DEVELOPER);
        assertThat(get("dev", path).statusCode()).isEqualTo(403);
        assertThat(ok("mina", path)).contains("feature/x");
        post("mina", path, Map.of("public", "1", "branch", "feature/x"));
        assertThat(station.source.isPublic(SHOP)).isTrue();
        assertThat(station.source.defaultBranch(SHOP)).isEqualTo("feature/x");
        assertThat(post("mina", path, Map.of("branch", "nothing")).body())
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
                    send(request("mina", path).header("Accept-Language", "ko-KR"));
            assertThat(korean.statusCode()).as(path).isEqualTo(200);
            assertThat(korean.body()).contains("lang=\"ko\"");
            assertThat(korean.body().split("<h1", -1)).as(path).hasSize(2);
        }
        assertThat(Texts.of("dev.duru.source", Source.class.getClassLoader()).differences())
                .isEmpty();
    }

    @Test
    void theApi() throws Exception {
        JsonNode made = call("POST", API, "mina", "{\"name\":\"mina/api\",\"public\":true}", 201);
        assertThat(made.path("name").asString()).isEqualTo("mina/api");
        assertThat(made.path("cloneUrl").asString()).endsWith("/mina/api.git");
        call("POST", API, "mina", "{\"name\":\"mina/api\"}", 409);
        call("POST", API, "mina", "{\"name\":\"nobody\"}", 400);
        call("POST", API, "mina", "{}", 400);
        call("POST", API, "kim", "{\"name\":\"mina/x\"}", 403);
        call("POST", API, "", "{\"name\":\"mina/x\"}", 401);
        assertThat(call("GET", API, "mina", "", 200)).hasSize(2);
        assertThat(call("GET", API, "kim", "", 200)).hasSize(1);
        call("GET", API + "/mina/shop", "kim", "", 404);
        JsonNode opened = call("PATCH", API + "/mina/shop", "mina", "{\"public\":true}", 200);
        assertThat(opened.path("public").asBoolean()).isTrue();
        call("PATCH", API + "/mina/shop", "kim", "{\"public\":false}", 403);
        assertThat(call("GET", API + "/mina/shop/branches", "", "", 200)).hasSize(2);
        assertThat(call("GET", API + "/mina/shop/tags", "", "", 200).get(0).path("commit"))
                .hasToString("\"" + head + "\"");
        assertThat(call("GET", API + "/mina/shop/commits?limit=2", "", "", 200)).hasSize(2);
        assertThat(call("GET", API + "/mina/shop/commits?ref=feature/x", "", "", 200)).hasSize(2);
        call("GET", API + "/mina/shop/commits?limit=1000", "", "", 400);
        JsonNode commit = call("GET", API + "/mina/shop/commits/" + head, "", "", 200);
        assertThat(commit.path("commit").path("title").asString()).isEqualTo("Three");
        assertThat(commit.path("files")).hasSize(2);
        assertThat(call("GET", API + "/mina/shop/tree?path=src", "", "", 200)).hasSize(1);
        call("GET", API + "/mina/shop/tree?path=none", "", "", 404);
        JsonNode file =
                call("GET", API + "/mina/shop/contents/src/a.txt?ref=" + first, "", "", 200);
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

    private String ok(String user, String path) throws Exception {
        HttpResponse<String> answer = get(user, path);
        assertThat(answer.statusCode()).as(path + "\n" + answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> get(String user, String path) throws Exception {
        return send(request(user, path));
    }

    private HttpRequest.Builder request(String user, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(station.server.localUrl() + path));
        if (!user.isEmpty()) {
            byte[] pair = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return request;
    }

    /** Credentials in the header need no token against cross-site requests. */
    private HttpResponse<String> post(String user, String path, Map<String, String> fields)
            throws Exception {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) ->
                body.append(body.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return send(
                request(user, path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private JsonNode call(String method, String path, String user, String body, int status)
            throws Exception {
        HttpRequest.BodyPublisher publisher =
                body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        HttpResponse<String> answer = send(request(user, path).method(method, publisher));
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
