package dev.duru.source;

import static dev.duru.source.Station.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Role;
import dev.duru.source.merge.Check;
import dev.duru.source.merge.MergeMethod;
import dev.duru.source.merge.MergeRequest;
import dev.duru.source.merge.MergeSettings;
import dev.duru.source.merge.Proposal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Merge requests with the real git client and the real server. */
class MergeTest {
    private static final String REQUESTS = "/api/v1/projects/mina/shop/merge-requests";
    private static final Identity MINA = new Identity("mina", false);

    @TempDir Path folder;
    private Station station;
    private Browser browser;
    private Git work;
    private String base;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        start();
        work = Git.init(folder.resolve("work"));
        base = work.commit("a.txt", "one\ntwo\nthree\n", "One");
        push("mina", "main").succeeded();
        station.give("kim", SHOP, Role.DEVELOPER);
        station.give("lee", SHOP, Role.DEVELOPER);
        station.give("eye", SHOP, Role.READER);
    }

    private void start() {
        station = new Station(folder.resolve("data"));
        browser = Browser.of(station);
    }

    @AfterEach
    void close() {
        browser.close();
        station.close();
    }

    private Git.Result push(String user, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("push"));
        command.add(station.url(user, SHOP));
        command.addAll(List.of(arguments));
        return work.run(command.toArray(String[]::new));
    }

    /** A branch off main with one commit, pushed. */
    private String branch(String name, String file, String content) throws Exception {
        work.run("switch", "-q", "-C", name, base).succeeded();
        String head = work.commit(file, content, "Change " + file);
        push("mina", "+" + name).succeeded();
        return head;
    }

    private MergeRequest request(String branch) {
        return station.source
                .mergeRequests()
                .open(SHOP, MINA, new Proposal(branch, "main", "Take " + branch, "", false));
    }

    private String ref(String ref) throws Exception {
        String line =
                work.run("ls-remote", station.url("mina", SHOP), ref).succeeded().output().strip();
        return line.isEmpty() ? "" : line.substring(0, 40);
    }

    @Test
    void aPushWithOptionsOpensARequestWhoseRefsCanBeFetched() throws Exception {
        work.run("switch", "-q", "-c", "topic").succeeded();
        String head = work.commit("b.txt", "b", "Add b\n\nBecause of **a**.");
        Git.Result pushed =
                push(
                        "mina",
                        "topic",
                        "-o",
                        "merge_request.create",
                        "-o",
                        "merge_request.title=Draft: Bring b",
                        "-o",
                        "merge_request.unheard",
                        "-o",
                        "merge_request.target=main");
        assertThat(pushed.succeeded().output())
                .contains("merge request !1 into main")
                .contains("/mina/shop/merge-requests/1")
                .contains("merge_request.unheard is not known");
        MergeRequest request = station.source.mergeRequests().one(SHOP, 1);
        assertThat(request.title()).isEqualTo("Bring b");
        assertThat(request.draft()).isTrue();
        assertThat(request.description()).isEqualTo("Because of **a**.");
        assertThat(request.tip()).isEqualTo(new MergeRequest.Head(head, "mina", base));
        assertThat(ref("refs/merge-requests/1/head")).isEqualTo(head);
        assertThat(ref("refs/pull/1/head")).isEqualTo(head);

        station.source.mergeRequests().tried(SHOP, 1);
        String merge = ref("refs/pull/1/merge");
        work.run("fetch", "-q", station.url("mina", SHOP), "refs/pull/1/merge").succeeded();
        assertThat(work.run("rev-list", "--parents", "-1", "FETCH_HEAD").output().strip())
                .isEqualTo(merge + " " + base + " " + head);

        String next = work.commit("c.txt", "c", "Add c");
        assertThat(push("mina", "topic").succeeded().output()).contains("merge request !1 updated");
        assertThat(ref("refs/merge-requests/1/head")).isEqualTo(next);
        assertThat(station.facts(Fact.MergeRequestOpened.class))
                .containsExactly(
                        new Fact.MergeRequestOpened(
                                SHOP, head, 1, "Bring b", "topic", "main", "mina"));
        assertThat(station.facts(Fact.MergeRequestUpdated.class))
                .containsExactly(new Fact.MergeRequestUpdated(SHOP, next, 1, head, "mina"));
        assertThat(push("mina", "main:refs/merge-requests/9/head").failed().output())
                .contains("Duru's own");
        assertThat(push("mina", ":refs/pull/1/head").failed().output()).contains("Duru's own");
        assertThat(station.facts(Fact.CommitPushed.class).stream().map(Fact.CommitPushed::ref))
                .containsExactly("refs/heads/main", "refs/heads/topic", "refs/heads/topic");
    }

    @Test
    void aRequestNeedsTwoBranchesAndSomethingToMerge() throws Exception {
        branch("topic", "b.txt", "b");
        push("mina", base + ":refs/heads/same").succeeded();
        browser.call("POST", REQUESTS, "mina", "{}", 400);
        browser.call("POST", REQUESTS, "mina", "{\"source\":\"nothing\"}", 400);
        browser.call("POST", REQUESTS, "mina", "{\"source\":\"same\"}", 400);
        browser.call("POST", REQUESTS, "eye", "{\"source\":\"topic\"}", 403);
        JsonNode made = browser.call("POST", REQUESTS, "kim", "{\"source\":\"topic\"}", 201);
        assertThat(made.path("title").asString()).isEqualTo("Change b.txt");
        assertThat(made.path("author").asString()).isEqualTo("kim");
        browser.call("POST", REQUESTS, "kim", "{\"source\":\"topic\"}", 409);
        assertThat(browser.call("GET", REQUESTS, "eye", "", 200)).hasSize(1);
        assertThat(browser.call("GET", REQUESTS + "?state=merged", "eye", "", 200)).isEmpty();
        browser.call("GET", REQUESTS + "?state=odd", "eye", "", 400);
        browser.call("GET", REQUESTS + "/7", "eye", "", 404);
    }

    @Test
    void everyMethodMergesAndTheTwoNeverDisagree() throws Exception {
        for (MergeMethod method : MergeMethod.values()) {
            base = ref("refs/heads/main");
            work.run("fetch", "-q", station.url("mina", SHOP), "main").succeeded();
            String name = "by-" + method.word();
            branch(name, name + ".1", "x");
            String head = work.commit(name + ".2", "y", "Second of " + name);
            push("mina", name).succeeded();
            MergeRequest request = request(name);
            JsonNode merged =
                    browser.call(
                            "POST",
                            REQUESTS + "/" + request.number() + "/merge",
                            "kim",
                            "{\"method\":\"" + method.word() + "\",\"deleteSource\":true}",
                            200);
            assertThat(merged.path("state").asString()).isEqualTo("merged");
            String main = ref("refs/heads/main");
            assertThat(merged.path("merged").asString()).isEqualTo(main);
            assertThat(ref("refs/heads/" + name)).isEmpty();
            assertThat(ref("refs/merge-requests/" + request.number() + "/head")).isEqualTo(head);
            work.run("fetch", "-q", station.url("mina", SHOP), "main").succeeded();
            int commits =
                    Integer.parseInt(
                            work.run("rev-list", "--count", base + "..FETCH_HEAD")
                                    .output()
                                    .strip());
            assertThat(commits)
                    .isEqualTo(
                            switch (method) {
                                case MERGE -> 3;
                                case SQUASH -> 1;
                                case REBASE, FAST_FORWARD -> 2;
                            });
            assertThat(work.run("diff", "--stat", head, "FETCH_HEAD").output()).isEmpty();
            assertThat(station.facts(Fact.MergeRequestMerged.class).getLast())
                    .isEqualTo(
                            new Fact.MergeRequestMerged(
                                    SHOP, head, request.number(), main, "main", "kim"));
        }
    }

    @Test
    void aRebaseKeepsAuthorsAndMessages() throws Exception {
        String head = branch("topic", "b.txt", "b");
        work.run("switch", "-q", "main").succeeded();
        base = work.commit("c.txt", "c", "Beside it");
        push("mina", "main").succeeded();
        request("topic");
        browser.call("POST", REQUESTS + "/1/merge", "kim", "{\"method\":\"fast-forward\"}", 409);
        browser.call("POST", REQUESTS + "/1/merge", "kim", "{\"method\":\"rebase\"}", 200);
        work.run("fetch", "-q", station.url("mina", SHOP), "main").succeeded();
        assertThat(work.run("log", "-1", "--format=%an|%cn|%s|%P", "FETCH_HEAD").output().strip())
                .isEqualTo("Mina Kim|kim|Change b.txt|" + base)
                .doesNotContain(head);
    }

    @Test
    void conflictsAreShownWithTheirFiles() throws Exception {
        branch("topic", "a.txt", "one\nTOPIC\nthree\n");
        request("topic");
        work.run("switch", "-q", "main").succeeded();
        work.commit("a.txt", "one\nMAIN\nthree\n", "Main too");
        push("mina", "main").succeeded();
        JsonNode whole = browser.call("GET", REQUESTS + "/1", "eye", "", 200);
        assertThat(whole.path("mergeable").asBoolean()).isFalse();
        assertThat(whole.path("conflicts").get(0).asString()).isEqualTo("a.txt");
        assertThat(ref("refs/pull/1/merge")).isEmpty();
        assertThat(
                        browser.call("POST", REQUESTS + "/1/merge", "kim", "{}", 409)
                                .path("detail")
                                .asString())
                .contains("a.txt");
        assertThat(browser.ok("kim", "/mina/shop/merge-requests/1")).contains("a.txt", "disabled");

        work.run("switch", "-q", "topic").succeeded();
        work.run("merge", "-q", "-X", "ours", "main").succeeded();
        push("mina", "topic").succeeded();
        browser.call("POST", REQUESTS + "/1/merge", "kim", "{}", 200);
    }

    @Test
    void approvalsAreForACommitAndNeverForOnesOwn() throws Exception {
        station.source
                .mergeRequests()
                .setSettings(SHOP, new MergeSettings(MergeMethod.MERGE, 1, false, false));
        branch("topic", "b.txt", "b");
        request("topic");
        String reviews = REQUESTS + "/1/reviews";
        browser.call("POST", reviews, "mina", "{\"verdict\":\"approved\"}", 403);
        browser.call("POST", REQUESTS + "/1/merge", "kim", "{}", 409);
        browser.call("POST", reviews, "kim", "{\"verdict\":\"approved\"}", 201);
        assertThat(browser.call("GET", REQUESTS + "/1", "eye", "", 200).path("mergeable"))
                .hasToString("true");

        work.commit("b.txt", "bb", "Another");
        push("lee", "topic").succeeded();
        browser.call("POST", REQUESTS + "/1/merge", "kim", "{}", 409);
        browser.call("POST", reviews, "lee", "{\"verdict\":\"approved\"}", 403);
        browser.call("POST", reviews, "kim", "{\"verdict\":\"approved\"}", 201);
        JsonNode against =
                browser.call("POST", reviews, "lee", "{\"verdict\":\"changes_requested\"}", 201);
        assertThat(
                        browser.call("POST", REQUESTS + "/1/merge", "kim", "{}", 409)
                                .path("detail")
                                .asString())
                .contains("changes are requested by lee");
        String verdict = reviews + "/" + against.path("id").asLong();
        browser.call("DELETE", verdict, "kim", "", 403);
        browser.call("DELETE", verdict, "mina", "", 200);
        browser.call("POST", REQUESTS + "/1/merge", "kim", "{}", 200);
        assertThat(
                        station.facts(Fact.MergeRequestReviewed.class).stream()
                                .map(Fact.MergeRequestReviewed::verdict))
                .containsExactly("approved", "approved", "changes_requested", "dismissed");
    }

    @Test
    void itMergesByItselfWhenItsPipelineHasSucceeded() throws Exception {
        station.source
                .mergeRequests()
                .setSettings(SHOP, new MergeSettings(MergeMethod.SQUASH, 0, true, true));
        String head = branch("topic", "b.txt", "b");
        request("topic");
        browser.call("POST", REQUESTS + "/1/merge", "kim", "{}", 409);
        station.checks.add(new Check("ci", "running", "/mina/shop/runs/1", false, false));
        JsonNode waiting = mergeWhenReady(1, "kim");
        assertThat(waiting.path("mergeWhenPipelineSucceeds").asString()).isEqualTo("kim");
        assertThat(waiting.path("state").asString()).isEqualTo("open");
        runSucceeds(head);
        awaitMerged(1);
        assertThat(station.source.mergeRequests().one(SHOP, 1).endedBy()).isEqualTo("kim");
        assertThat(ref("refs/heads/topic")).isEmpty();
    }

    @Test
    void whatSomebodyWantedWhoMayNoLongerMergeIsNotMerged() throws Exception {
        branch("theirs", "b.txt", "b");
        request("theirs");
        String head = branch("mine", "c.txt", "c");
        request("mine");
        station.checks.add(new Check("ci", "running", "/mina/shop/runs/1", false, false));
        mergeWhenReady(1, "kim");
        mergeWhenReady(2, "mina");
        station.give("kim", SHOP, Role.READER);
        runSucceeds(head);
        awaitMerged(2);
        assertThat(station.source.mergeRequests().one(SHOP, 1).isOpen()).isTrue();
    }

    private JsonNode mergeWhenReady(long number, String user) throws Exception {
        return browser.call(
                "POST",
                REQUESTS + "/" + number + "/merge",
                user,
                "{\"whenPipelineSucceeds\":true}",
                200);
    }

    private void runSucceeds(String head) {
        station.checks.set(0, new Check("ci", "success", "/mina/shop/runs/1", true, true));
        station.database.update(tx ->
                tx.append(
                        new Fact.RunFinished(
                                SHOP,
                                head,
                                1,
                                "ci.yml",
                                "push",
                                "refs/heads/topic",
                                Fact.Result.SUCCESS,
                                "")));
    }

    private void awaitMerged(long number) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (station.source.mergeRequests().one(SHOP, number).isOpen()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void whatIsPushedIntoTheTargetIsMerged() throws Exception {
        String head = branch("topic", "b.txt", "b");
        request("topic");
        push("lee", "topic:main").succeeded();
        MergeRequest merged = station.source.mergeRequests().one(SHOP, 1);
        assertThat(merged.state()).isEqualTo(MergeRequest.State.MERGED);
        assertThat(merged.endedBy()).isEqualTo("lee");
        assertThat(merged.merged()).isEqualTo(head);
    }

    @Test
    void draftsWaitAndClosedOnesComeBack() throws Exception {
        branch("topic", "b.txt", "b");
        request("topic");
        browser.call("PATCH", REQUESTS + "/1", "kim", "{\"draft\":true,\"title\":\"T\"}", 200);
        browser.call("POST", REQUESTS + "/1/merge", "kim", "{}", 409);
        browser.call("PATCH", REQUESTS + "/1", "kim", "{\"draft\":false}", 200);
        browser.call("PATCH", REQUESTS + "/1", "kim", "{\"state\":\"closed\"}", 200);
        browser.call("POST", REQUESTS + "/1/merge", "kim", "{}", 409);
        String next = work.commit("c.txt", "c", "C");
        push("mina", "topic").succeeded();
        JsonNode open = browser.call("PATCH", REQUESTS + "/1", "kim", "{\"state\":\"open\"}", 200);
        assertThat(open.path("head").asString()).isEqualTo(next);
        assertThat(
                        station.facts(Fact.MergeRequestEdited.class).stream()
                                .map(Fact.MergeRequestEdited::action))
                .containsExactly("edited", "converted_to_draft", "ready_for_review");
        assertThat(station.facts(Fact.MergeRequestClosed.class)).hasSize(1);
        assertThat(station.facts(Fact.MergeRequestReopened.class)).hasSize(1);
    }

    @Test
    void aMergeThatDiedBeforeOrAfterItsRefMovedIsSettledAtTheStart() throws Exception {
        String head = branch("topic", "b.txt", "b");
        request("topic");
        String merge = station.source.mergeRequests().tried(SHOP, 1).trial().commit();
        station.database.update(tx ->
                tx.sql().execute("update merge_request set merging = ?, ended_by = 'kim'", merge));
        close();
        start();
        MergeRequest still = station.source.mergeRequests().one(SHOP, 1);
        assertThat(still.isOpen()).isTrue();
        assertThat(still.merging()).isEmpty();

        station.database.update(tx ->
                tx.sql().execute("update merge_request set merging = ?, ended_by = 'kim'", merge));
        close();
        Git bare = new Git(folder.resolve("data/git/mina/shop.git"));
        bare.run("update-ref", "refs/heads/main", merge).succeeded();
        bare.run("update-ref", "-d", "refs/merge-requests/1/head").succeeded();
        for (int times = 0; times < 2; times++) {
            start();
            MergeRequest merged = station.source.mergeRequests().one(SHOP, 1);
            assertThat(merged.state()).isEqualTo(MergeRequest.State.MERGED);
            assertThat(merged.merged()).isEqualTo(merge);
            assertThat(station.facts(Fact.MergeRequestMerged.class))
                    .containsExactly(
                            new Fact.MergeRequestMerged(SHOP, head, 1, merge, "main", "kim"));
            assertThat(ref("refs/merge-requests/1/head")).isEqualTo(head);
            if (times == 0) {
                close();
            }
        }
    }
}
