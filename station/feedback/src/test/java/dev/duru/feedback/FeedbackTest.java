package dev.duru.feedback;

import static dev.duru.feedback.World.SHOP;
import static dev.duru.feedback.World.digest;
import static dev.duru.feedback.World.sha;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.web.StatusLine;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class FeedbackTest {
    private static final String API = "/api/v1/projects/team/shop";

    @TempDir Path folder;
    private World world;

    @BeforeEach
    void start() {
        world = new World(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    /** A good release, a bad one that is taken back, and the fix. */
    private void story() throws Exception {
        world.push(1, "First shop");
        world.deploy(1, 1, "staging", "");
        world.deploy(1, 2, "production", "");
        world.after(Duration.ofMinutes(10));
        world.push(2, "Prettier cart");
        world.push(3, "Faster cart\n\nBy leaving out the check.");
        world.after(Duration.ofMinutes(2));
        world.rollBack(3, 3, 1);
        world.await(Fact.IssueOpened.class, opened -> opened.commit().equals(sha(3)));
    }

    private void fix() throws Exception {
        world.after(Duration.ofMinutes(5));
        world.push(4, "Check the cart again\n\nFixes #1");
        world.push(5, "Another thing");
        world.deploy(5, 4, "staging", digest(1));
        world.settled();
        assertThat(world.feedback.issue(SHOP, 1).issue().state()).isEqualTo(Issue.State.OPEN);
        world.deploy(5, 5, "production", digest(1));
        world.await(Fact.IssueClosed.class, closed -> closed.number() == 1);
    }

    @Test
    void aRollbackOpensOneIssueWithSuspectsGraphAndLog() throws Exception {
        story();
        Issue issue = world.feedback.issue(SHOP, 1).issue();
        assertThat(issue.title())
                .isEqualTo("Rolled back in production: gate 'errors' failed (Faster cart)");
        assertThat(issue.labels()).containsExactly("rollback", "production");
        Incident incident = issue.incident();
        assertThat(incident).isNotNull();
        assertThat(incident.suspects()).extracting(CommitInfo::sha).containsExactly(sha(3), sha(2));
        assertThat(incident.reading()).isEqualTo("error_ratio 21 % (below 2 %)");
        assertThat(incident.graph()).isNotNull();
        assertThat(incident.log()).hasSize(2);
        assertThat(incident.revert())
                .isEqualTo(
                        "git revert --no-edit "
                                + sha(1).substring(0, 12)
                                + ".."
                                + sha(3).substring(0, 12));
        Fact.IssueOpened opened = world.await(Fact.IssueOpened.class, any -> true);
        assertThat(opened.suspects()).containsExactly(sha(3), sha(2));
    }

    @Test
    void theSameDigestAgainReopensItsIssue() throws Exception {
        story();
        world.rollBack(3, 4, 1);
        world.await(Fact.IssueCommented.class, any -> true);
        assertThat(world.send("PATCH", API + "/issues/1", "{\"state\":\"closed\"}").statusCode())
                .isEqualTo(200);
        world.rollBack(3, 5, 1);
        world.await(Fact.IssueReopened.class, reopened -> reopened.number() == 1);
        assertThat(world.feedback.issues(SHOP, null, Long.MAX_VALUE, 10)).hasSize(1);
    }

    @Test
    void aCrashLoopOpensAnIssueThatItsRollbackJoins() throws Exception {
        world.push(1, "Good");
        world.deploy(1, 1, "production", "");
        world.push(2, "Bad");
        world.deploy(2, 2, "production", digest(1));
        world.append(
                new Fact.CrashLooped(SHOP, sha(2), 2, "production", digest(2), 5, "exit status 1"));
        world.await(Fact.IssueOpened.class, any -> true);
        world.rollBack(2, 2, 1);
        world.await(Fact.IssueCommented.class, any -> true);
        Issue issue = world.feedback.issue(SHOP, 1).issue();
        assertThat(issue.title()).isEqualTo("Crash loop in production (Bad)");
        assertThat(issue.incident()).isNotNull();
        assertThat(issue.incident().goodCommit()).isEqualTo(sha(1));
    }

    @Test
    void aFixClosesItsIssueInProductionAndNotBefore() throws Exception {
        story();
        fix();
        Feedback.Discussion discussion = world.feedback.issue(SHOP, 1);
        assertThat(discussion.issue().state()).isEqualTo(Issue.State.CLOSED);
        assertThat(discussion.issue().closedAt()).isNotNull();
        assertThat(discussion.comments())
                .singleElement()
                .satisfies(comment -> {
                    assertThat(comment.event()).isEqualTo("closed");
                    assertThat(comment.body())
                            .isEqualTo(
                                    "Fixed by " + sha(4) + ", live in production with release 5");
                });
        Fact.IssueClosed closed = world.await(Fact.IssueClosed.class, any -> true);
        assertThat(closed.commit()).isEqualTo(sha(4));
    }

    @Test
    void withoutARepositoryTheLedgerServes() throws Exception {
        world.push(1, "Only commit, fixes #1");
        world.history.clear();
        world.append(
                new Fact.CrashLooped(SHOP, sha(1), 1, "production", digest(1), 5, "exit status 1"));
        world.await(Fact.IssueOpened.class, any -> true);
        Issue issue = world.feedback.issue(SHOP, 1).issue();
        assertThat(issue.incident()).isNotNull();
        assertThat(issue.incident().suspects())
                .extracting(CommitInfo::title)
                .containsExactly("Only commit, fixes #1");
        world.deploy(1, 2, "production", "");
        world.await(Fact.IssueClosed.class, closed -> closed.number() == 1);
    }

    @Test
    void doraFollowsFromTheStory() throws Exception {
        story();
        fix();
        HttpResponse<String> answer = world.ask(API + "/dora");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"deploymentFrequencyPerDay\":2.0")
                .contains("\"changeFailureRate\":0.3333333333333333")
                .contains("\"timeToRestoreSeconds\":20.0");
    }

    @Test
    void theChangeTellsAllThatHappened() throws Exception {
        story();
        Change bad = world.feedback.change(SHOP, sha(3));
        assertThat(bad.state()).isEqualTo("rolled-back");
        assertThat(bad.liveIn()).isEmpty();
        assertThat(bad.quarantine()).isNotNull();
        assertThat(bad.releases())
                .singleElement()
                .satisfies(release -> {
                    assertThat(release.state()).isEqualTo("rolled-back");
                    assertThat(release.gates()).singleElement().matches(gate -> !gate.passed());
                });
        assertThat(bad.story())
                .extracting(Change.Happening::kind)
                .containsExactly(
                        "CommitPushed",
                        "ReleaseCreated",
                        "RolloutStarted",
                        "RolloutStepped",
                        "GateFailed",
                        "RolledBack",
                        "DigestQuarantined",
                        "IssueOpened");
        assertThat(world.feedback.change(SHOP, sha(1)).liveIn())
                .containsExactly("staging", "production");
        HttpResponse<String> json = world.ask(API + "/changes/" + sha(3));
        assertThat(json.body()).contains("\"change\":{", "\"issues\":[{\"project\":\"team/shop\"");
        assertThat(world.ask(API + "/changes/" + sha(9)).statusCode()).isEqualTo(404);
        assertThat(world.ask(API + "/changes").body()).contains("\"next\":0");
    }

    @Test
    void theLedgerIsReadInOrder() throws Exception {
        story();
        HttpResponse<String> first = world.ask(API + "/facts?after=0&limit=2");
        assertThat(first.body())
                .startsWith("[{\"sequence\":1,")
                .contains("\"kind\":\"CommitPushed\",\"fact\":{\"project\":\"team/shop\"");
        assertThat(world.ask(API + "/facts?after=2&limit=1").body())
                .startsWith("[{\"sequence\":3,");
        assertThat(world.ask(API + "/facts?after=x").statusCode()).isEqualTo(400);
    }

    @Test
    void everyPageOfTheStoryIsThereInBothLanguages() throws Exception {
        story();
        fix();
        for (String path :
                new String[] {
                    "/team/shop",
                    "/team/shop/changes",
                    "/team/shop/changes/" + sha(3),
                    "/team/shop/changes/" + sha(5),
                    "/team/shop/issues",
                    "/team/shop/issues?state=closed",
                    "/team/shop/issues/1",
                    "/team/shop/dora"
                }) {
            for (String language : new String[] {"en", "ko"}) {
                HttpResponse<String> page =
                        world.send(
                                HttpRequest.newBuilder(URI.create(world.server.localUrl() + path))
                                        .header("Accept-Language", language));
                assertThat(page.statusCode()).as(path).isEqualTo(200);
                assertThat(page.body())
                        .as(path)
                        .contains("<html lang=\"" + language + "\"")
                        .doesNotContain("style=\"")
                        .doesNotContain("<script>");
            }
        }
        assertThat(world.ask("/team/shop/changes/" + sha(3)).body())
                .doesNotContain("Said by programs");
        world.statuses.add(
                new StatusLine("success", "scan <b>", "https://scan.example/3", "no holes"));
        assertThat(world.ask("/team/shop/changes/" + sha(3)).body())
                .contains(
                        "Said by programs", "scan &lt;b&gt;", "https://scan.example/3", "no holes");
        assertThat(Incident.tone("12:01 ERROR GET / failed")).isEqualTo("log-error");
        assertThat(Incident.tone("java.io.IOException: gone")).isEqualTo("log-error");
        assertThat(Incident.tone("\tat shop.Cart.add(Cart.java:7)")).isEqualTo("log-debug");
        assertThat(Incident.tone("INFO no errors")).isEmpty();
        assertThat(world.ask("/team/shop/issues/1").body())
                .contains("boom &lt;at&gt; Cart.java:7")
                .contains("svg class=\"spark\"");
        assertThat(world.ask("/team/shop").body()).contains("svg class=\"ring\"");
        assertThat(world.ask("/team/shop/changes/" + sha(3).substring(0, 39)).statusCode())
                .isEqualTo(400);
        assertThat(world.ask("/team/shop/issues/77").statusCode()).isEqualTo(404);
    }

    @Test
    void theDocumentNamesEveryCall() {
        JsonNode paths =
                new JsonMapper().readTree(world.ask("/api/v1/openapi.json").body()).path("paths");
        Set<String> documented = new TreeSet<>();
        for (var path : paths.properties()) {
            for (var operation : path.getValue().properties()) {
                if (!operation.getKey().equals("parameters")) {
                    documented.add(
                            operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        Set<String> served = new TreeSet<>();
        world.server
                .apiRoutes()
                .forEach(route -> served.add(route.method() + " " + route.pattern()));
        assertThat(documented).isEqualTo(served);
    }

    @Test
    void issuesAreWrittenByHand() {
        HttpResponse<String> made =
                world.send(
                        "POST",
                        API + "/issues",
                        "{\"title\":\"The cart is slow\",\"body\":\"See **this**\",\"labels\":[\"Perf\"]}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.body()).contains("\"number\":1", "\"state\":\"open\"", "\"perf\"");
        assertThat(world.send("POST", API + "/issues", "{\"title\":\" \"}").statusCode())
                .isEqualTo(400);
        assertThat(
                        world.send("POST", API + "/issues/1/comments", "{\"body\":\"Yes\"}")
                                .statusCode())
                .isEqualTo(201);
        assertThat(world.send("PATCH", API + "/issues/1", "{\"state\":\"gone\"}").body())
                .contains("an issue is open or closed");
        assertThat(world.send("PATCH", API + "/issues/1", "{\"title\":\"Slow cart\"}").body())
                .contains("\"title\":\"Slow cart\"", "See **this**");
        assertThat(world.ask(API + "/issues/1/comments").body()).contains("\"body\":\"Yes\"");
        HttpResponse<String> stranger =
                world.send(
                        HttpRequest.newBuilder(
                                        URI.create(world.server.localUrl() + API + "/issues"))
                                .POST(HttpRequest.BodyPublishers.ofString("{\"title\":\"x\"}")));
        assertThat(stranger.statusCode()).isEqualTo(401);
    }

    @Test
    void thePagesFormsWork() {
        String blank = page("/team/shop/issues/new");
        assertThat(post("/team/shop/issues/new", blank, "title", "Hello", "body", "a\r\nb"))
                .isEqualTo("/team/shop/issues/1");
        String issue = page("/team/shop/issues/1");
        assertThat(issue).contains("<p>a\nb</p>");
        post("/team/shop/issues/1/comments", issue, "body", "done", "state", "closed");
        Feedback.Discussion discussion = world.feedback.issue(SHOP, 1);
        assertThat(discussion.issue().state()).isEqualTo(Issue.State.CLOSED);
        assertThat(discussion.comments()).hasSize(2);
        post("/team/shop/issues/1/edit", issue, "title", "Hello you", "labels", "a, b");
        assertThat(world.feedback.issue(SHOP, 1).issue().labels()).containsExactly("a", "b");
    }

    private String page(String path) {
        return world.send(
                        HttpRequest.newBuilder(URI.create(world.server.localUrl() + path))
                                .header("Cookie", "duru_session=ann"))
                .body();
    }

    private String post(String path, String page, String... fields) {
        StringBuilder form =
                new StringBuilder("csrf=")
                        .append(page.replaceAll("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1"));
        for (int i = 0; i < fields.length; i += 2) {
            form.append('&')
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        HttpResponse<String> answer =
                world.send(
                        HttpRequest.newBuilder(URI.create(world.server.localUrl() + path))
                                .header("Cookie", "duru_session=ann")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form.toString())));
        assertThat(answer.statusCode()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElse("");
    }
}
