package dev.duru.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WebServerTest {
    @TempDir Path folder;
    private Site site;
    private final CountDownLatch interrupted = new CountDownLatch(1);

    record Thing(String name, int size) {}

    @BeforeEach
    void start() {
        site = new Site(folder, this::routes);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void routes(Router router) {
        router.page(
                        "/{owner}/{project}",
                        Access.project(Role.READER),
                        request ->
                                Reply.page(
                                        new Page(
                                                "Over <view>",
                                                Tab.OVERVIEW,
                                                Ui.live("x", Ui.csrf(request)))))
                .page(
                        "/{owner}/{project}/files/{path...}",
                        Access.project(Role.DEVELOPER),
                        request -> Reply.text(request.param("path")))
                .page(
                        "/broken",
                        Access.OPEN,
                        request -> {
                            throw new IllegalStateException("secret detail");
                        })
                .page("/mine", Access.SIGNED_IN, request -> Reply.text(request.identity().user()))
                .form(
                        "/mine",
                        Access.SIGNED_IN,
                        request -> Reply.redirect("/said/" + request.required("word")))
                .api(
                        "POST",
                        "/things",
                        Access.SIGNED_IN,
                        request -> {
                            Thing thing = request.json(Thing.class);
                            return Reply.created("/api/v1/things/" + thing.name(), thing);
                        })
                .api(
                        "GET",
                        "/api/v1/admin/things",
                        Access.ADMIN,
                        request -> Reply.json(List.of(new Thing("one", 1))))
                .raw("*", "/{owner}/{project}.git/{path...}", this::raw);
    }

    private void raw(Request request, RawResponse response) throws IOException {
        if (request.param("path").equals("private")) {
            throw ProblemException.unauthenticated("sign in to fetch");
        }
        if (request.param("path").equals("slow")) {
            try {
                for (int i = 0; ; i++) {
                    response.outputStream().write(("line " + i + "\n").repeat(100).getBytes());
                    response.outputStream().flush();
                }
            } finally {
                interrupted.countDown();
            }
        }
        response.status(200).header("Content-Type", "application/x-echo");
        request.bodyStream().transferTo(response.outputStream());
    }

    @Test
    void aPublicProjectsPageIsOpenAndProtected() {
        HttpResponse<String> answer = site.ask("/team/shop");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("<title>Over &lt;view&gt; · team/shop · Duru</title>")
                .contains("data-project=\"team/shop\"")
                .contains("aria-current=\"page\"");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
                .contains("HttpOnly", "SameSite=Lax");
    }

    @Test
    void unknownAndInvisibleProjectsLookTheSame() {
        HttpResponse<String> hidden = site.ask("/team/secret");
        HttpResponse<String> absent = site.ask("/team/none");
        assertThat(hidden.statusCode()).isEqualTo(absent.statusCode()).isEqualTo(303);
        assertThat(hidden.headers().firstValue("Location"))
                .hasValue("/login?next=%2Fteam%2Fsecret");
        HttpResponse<String> bad = site.ask("/UPPER/x", "Authorization", "Bearer root-token");
        assertThat(bad.statusCode()).isEqualTo(404);
        assertThat(site.ask("/team/shop/files/a").statusCode()).isEqualTo(303);
        assertThat(site.ask("/team/shop/files/a%2Fb/c%20d", "Cookie", "duru_session=ann-session"))
                .satisfies(answer -> assertThat(answer.body()).isEqualTo("a/b/c d"));
    }

    @Test
    void aFormNeedsTheTokenOfItsSession() {
        String cookie = "duru_session=ann-session";
        String page = site.ask("/team/shop", "Cookie", cookie).body();
        String token = page.replaceAll("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1");
        assertThat(post("/mine", cookie, "word=hi&csrf=" + token))
                .satisfies(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(303);
                    assertThat(answer.headers().firstValue("Location")).hasValue("/said/hi");
                });
        assertThat(post("/mine", cookie, "word=hi&csrf=other").statusCode()).isEqualTo(403);
        assertThat(post("/mine", cookie, "csrf=" + token))
                .satisfies(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(400);
                    assertThat(answer.body()).contains("the field 'word' is empty");
                });
    }

    private HttpResponse<String> post(String path, String cookie, String form) {
        return site.send(
                site.to(path)
                        .header("Cookie", cookie)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)));
    }

    private HttpResponse<String> postThing(String token, String json) {
        return site.send(
                site.to("/api/v1/things")
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(json)));
    }

    @Test
    void theApiTellsWhatIsWrongAndWhere() {
        HttpResponse<String> made = postThing("ann-token", "{\"name\":\"a\",\"size\":3}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("Location")).hasValue("/api/v1/things/a");
        HttpResponse<String> wrong = postThing("ann-token", "{\"name\":\"a\",\n  \"sise\":3}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(wrong.body())
                .contains("at line 2, column")
                .contains("there is no field 'sise'; the fields are [");
        assertThat(postThing("wrong", "{}").statusCode()).isEqualTo(401);
        assertThat(postThing("ann-reads", "{\"name\":\"a\",\"size\":3}").statusCode())
                .isEqualTo(403);
        assertThat(postThing("ann-token", " ".repeat(1 << 20) + "{}").body())
                .contains("larger than 1024 KiB");
        assertThat(site.ask("/api/v1/admin/things", "Authorization", "Bearer ann-token"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(403));
        assertThat(site.ask("/api/v1/admin/things", "Authorization", "Bearer root-token").body())
                .isEqualTo("[{\"name\":\"one\",\"size\":1}]");
        // As clients of GitHub's API have it.
        assertThat(site.ask("/api/v1/admin/things", "Authorization", "token root-token").body())
                .isEqualTo("[{\"name\":\"one\",\"size\":1}]");
        assertThat(site.ask("/api/v1/admin/things", "Authorization", "token wrong").statusCode())
                .isEqualTo(401);
        assertThat(site.ask("/api/v1/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void aCallWithTheSessionsCookieNeedsTheHeader() {
        HttpResponse<String> without =
                site.send(
                        site.to("/api/v1/things")
                                .header("Cookie", "duru_session=ann-session")
                                .POST(BodyPublishers.ofString("{\"name\":\"a\"}")));
        assertThat(without.statusCode()).isEqualTo(403);
        String token =
                site.ask("/team/shop", "Cookie", "duru_session=ann-session")
                        .body()
                        .replaceAll("(?s).*meta name=\"csrf\" content=\"([^\"]+)\".*", "$1");
        HttpResponse<String> with =
                site.send(
                        site.to("/api/v1/things")
                                .header("Cookie", "duru_session=ann-session")
                                .header("X-CSRF", token)
                                .POST(BodyPublishers.ofString("{\"name\":\"a\"}")));
        assertThat(with.statusCode()).isEqualTo(201);
    }

    @Test
    void aFaultTellsNothingOfTheInside() {
        HttpResponse<String> answer = site.ask("/broken");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret detail").contains("its log tells more");
    }

    @Test
    void rawProtocolsStreamBothWaysAlsoCompressed() throws IOException {
        byte[] body = "hello ".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        }
        HttpResponse<String> plain =
                site.send(site.to("/team/shop.git/x").POST(BodyPublishers.ofByteArray(body)));
        assertThat(plain.body()).hasSize(body.length);
        for (String coding : List.of("gzip", "x-gzip")) {
            HttpResponse<String> echoed =
                    site.send(
                            site.to("/team/shop.git/x")
                                    .header("Content-Encoding", coding)
                                    .POST(BodyPublishers.ofByteArray(packed.toByteArray())));
            assertThat(echoed.body()).hasSize(body.length);
        }
        HttpResponse<String> refused = site.ask("/team/shop.git/private");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).contains("Basic");
        assertThat(refused.body()).isEqualTo("sign in to fetch\n");
    }

    @Test
    void aClientThatLeavesEndsItsHandler() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", site.server.port())) {
            socket.getOutputStream()
                    .write("GET /team/shop.git/slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(site.ask("/healthz").body()).isEqualTo("alive\n");
    }

    @Test
    void headAnswersWithoutABody() {
        HttpResponse<String> head =
                site.send(site.to("/healthz").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length")).hasValue("6");
    }

    @Test
    void assetsAreKeptForEverUnderTheirHash() {
        String page = site.ask("/team/shop").body();
        String path = page.replaceAll("(?s).*href=\"(/assets/[^\"]+app.css)\".*", "$1");
        HttpResponse<String> css = site.ask(path);
        assertThat(css.statusCode()).isEqualTo(200);
        assertThat(css.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
        assertThat(site.ask("/assets/0123/htmx.js").headers().firstValue("Cache-Control"))
                .hasValue("no-cache");
        assertThat(site.ask("/assets/0123/../../x").statusCode()).isEqualTo(404);
    }

    @Test
    void factsOfAProjectArriveLiveAndAfterAGap() throws Exception {
        var stream =
                site.client.send(
                        site.to("/events?project=team/shop").build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body()));
        assertThat(lines.readLine()).isEqualTo(": ");
        append("team/secret");
        append("team/shop");
        assertThat(field(lines)).isEqualTo("event: fact");
        assertThat(field(lines)).isEqualTo("id: 2");
        assertThat(field(lines))
                .contains("\"kind\":\"ProjectCreated\"", "\"project\":\"team/shop\"");
        stream.body().close();
        var again =
                site.client.send(
                        site.to("/events?project=team/shop").header("Last-Event-ID", "1").build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader more = new BufferedReader(new InputStreamReader(again.body()));
        assertThat(List.of(field(more), field(more))).containsExactly("event: fact", "id: 2");
        again.body().close();
        assertThat(site.ask("/events?project=team/secret").statusCode()).isEqualTo(404);
    }

    /** The next line that is no comment and not empty. */
    private static String field(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line.isEmpty() || line.startsWith(":")) {
            line = lines.readLine();
        }
        return line;
    }

    private void append(String project) {
        site.database.update(tx ->
                tx.append(
                        new Fact.ProjectCreated(
                                dev.duru.kernel.ProjectName.parse(project), "ann", true)));
    }

    @Test
    void languageAndThemeAreRemembered() {
        String page = site.ask("/team/shop").body();
        assertThat(page).contains("<html lang=\"en\" data-theme=\"auto\">");
        String korean = site.ask("/team/shop", "Accept-Language", "ko-KR,en;q=0.5").body();
        assertThat(korean).contains("<html lang=\"ko\"").contains("프로젝트");
        String chosen =
                site.ask("/team/shop", "Cookie", "duru_language=ko; duru_theme=dark").body();
        assertThat(chosen).contains("<html lang=\"ko\" data-theme=\"dark\">");
    }

    @Test
    void requestsAreCountedByRoute() {
        site.ask("/team/shop");
        site.ask("/team/shop");
        site.ask("/no/such/thing/here");
        // A request is counted when its answer is on its way, which may be after it has arrived.
        await(() -> count("/{owner}/{project}", "2xx") == 2 && count("(none)", "4xx") == 1);
        assertThat(site.server.apiRoutes())
                .contains(new WebServer.ApiRoute("POST", "/api/v1/things"));
    }

    private long count(String route, String statusClass) {
        return site.server.requestStats().stream()
                .filter(stat ->
                        stat.route().equals(route) && stat.statusClass().equals(statusClass))
                .mapToLong(RequestStat::count)
                .sum();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
