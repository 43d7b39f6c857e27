package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import dev.duru.app.cli.Cli;
import dev.duru.app.cli.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * From {@code git push -o merge_request.create} by its pipelines of both dialects and the merge to
 * the release that the target's push begins, through the whole house.
 */
@Timeout(400)
class MergeRequestTest {
    private static final String PROJECT = "/api/v1/projects/mina/hello";
    private static final String WORKFLOW =
            """
            on:
              push: { branches: [main] }
              pull_request:
            jobs:
              build:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                    with: { fetch-depth: 2 }
                  - run: |
                      mkdir build; cp *.txt build/
                      echo "ref=$GITHUB_REF name=$GITHUB_REF_NAME base=$GITHUB_BASE_REF head=$GITHUB_HEAD_REF"
                      test "$(git rev-parse HEAD)" = "$GITHUB_SHA"
                      echo "parents=$(git log -1 --format=%P)"
                      echo "title=${{ github.event.pull_request.title }} number=${{ github.event.number }}"
                      echo "action=${{ github.event.action }} sha=${{ github.event.pull_request.head.sha }}"
            """;
    private static final String PIPELINE =
            """
            workflow:
              rules:
                - if: $CI_PIPELINE_SOURCE == "merge_request_event"
                - if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS
                  when: never
            test:
              script:
                - echo "mr=$CI_MERGE_REQUEST_IID $CI_COMMIT_REF_NAME into $CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
                - echo "branch=[$CI_COMMIT_BRANCH] ref=$CI_MERGE_REQUEST_REF_PATH at $(git rev-parse HEAD)"
            changed:
              script: echo "b changed"
              rules: [{ changes: [b.txt] }]
            untouched:
              script: echo "a changed"
              rules: [{ changes: [a.txt] }]
            """;
    private static final String MANIFEST =
            """
            app: hello
            package:
              files: { app/: build/ }
              run: sleep 1000
            environments:
              staging: { from: main }
            """;

    @TempDir Path folder;

    @Test
    void fromThePushOfABranchToTheDelivery() throws Exception {
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            Git git = Git.init(folder.resolve("work"));
            String url = Git.url(duru.url(), "mina", password, "mina/hello");
            git.write(".github/workflows/ci.yml", WORKFLOW);
            git.write(".gitlab-ci.yml", PIPELINE);
            git.write("duru.yml", MANIFEST);
            git.write("a.txt", "a");
            String base = git.commit("A beginning");
            git.run("push", url, "main");
            git.run("switch", "--quiet", "--create", "topic");
            git.write("b.txt", "b");
            String head = git.commit("Add b");
            assertThat(
                            git.run(
                                    "push",
                                    url,
                                    "topic",
                                    "-o",
                                    "merge_request.create",
                                    "-o",
                                    "merge_request.title=Bring b"))
                    .contains("merge request !1 into main: " + duru.url());
            try (ApiClient mina = ApiClient.withPassword(duru.url(), "mina", password)) {
                runs(mina, base, head);
                asGithubSeesIt(mina, head);
                String token =
                        mina.send("POST", "/api/v1/tokens", Map.of("name", "cli", "scope", "write"))
                                .path("token")
                                .asString();
                String merged = merge(duru, mina, token);
                assertThat(git.run("ls-remote", url, "refs/heads/main")).startsWith(merged);
                duru.kill();
                duru.restart();
                assertThat(state(mina)).isEqualTo("merged");
                assertThat(git.run("ls-remote", url, "refs/heads/main")).startsWith(merged);
                assertThat(git.run("ls-remote", url, "refs/merge-requests/1/head"))
                        .startsWith(head);
                Await.until(
                        "the delivery of the merge begins",
                        Duration.ofSeconds(120),
                        () ->
                                mina.read(PROJECT + "/changes/" + merged)
                                        .toString()
                                        .contains("ReleaseCreated"));
            }
        }
    }

    private static void runs(ApiClient mina, String base, String head) {
        long github = ended(mina, "pull_request");
        long gitlab = ended(mina, "merge_request_event");
        assertThat(logs(mina, github))
                .contains("ref=refs/pull/1/merge name=1/merge base=main head=topic")
                .contains("parents=" + base + " " + head)
                .contains("title=Bring b number=1")
                .contains("action=opened sha=" + head);
        assertThat(logs(mina, gitlab))
                .contains("mr=1 topic into main")
                .contains("branch=[] ref=refs/merge-requests/1/head at " + head)
                .contains("b changed")
                .doesNotContain("a changed");
        JsonNode whole = mina.read(PROJECT + "/merge-requests/1");
        assertThat(whole.path("mergeable").asBoolean()).as(whole.toString()).isTrue();
        assertThat(whole.path("checks")).hasSize(2);
        assertThat(mina.read(PROJECT + "/commits/" + head + "/statuses").toString())
                .contains("pull_request", "merge_request_event");
    }

    /** What scripts of actions do with pull requests. */
    private static void asGithubSeesIt(ApiClient mina, String head) {
        String repository = "/api/v3/repos/mina/hello";
        JsonNode pull = mina.read(repository + "/pulls/1");
        assertThat(pull.path("title").asString()).isEqualTo("Bring b");
        assertThat(pull.path("head").path("sha").asString()).isEqualTo(head);
        assertThat(pull.path("mergeable").asBoolean()).isTrue();
        assertThat(mina.read(repository + "/pulls?head=mina:topic&base=main")).hasSize(1);
        assertThat(mina.read(repository + "/pulls?state=closed")).isEmpty();
        assertThat(mina.read(repository + "/pulls/1/files").get(0).path("filename").asString())
                .isEqualTo("b.txt");
        JsonNode comment =
                mina.send("POST", repository + "/issues/1/comments", Map.of("body", "Size: 1 B"));
        mina.send(
                "PATCH",
                repository + "/issues/comments/" + comment.path("id").asLong(),
                Map.of("body", "Size: 2 B"));
        assertThat(mina.read(PROJECT + "/merge-requests/1/notes").toString())
                .contains("Size: 2 B")
                .doesNotContain("Size: 1 B");
        mina.send("PATCH", repository + "/pulls/1", Map.of("title", "Bring b here"));
    }

    private String merge(DuruProcess duru, ApiClient mina, String token) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, UTF_8);
        Surroundings surroundings =
                new Surroundings(
                        Map.of(
                                "DURU_URL",
                                duru.url().toString(),
                                "DURU_TOKEN",
                                token,
                                "DURU_PROJECT",
                                "mina/hello"),
                        folder,
                        folder,
                        new ByteArrayInputStream(new byte[0]),
                        print,
                        print,
                        false);
        Cli cli = new Cli(surroundings, List.of());
        assertThat(cli.run("mr", "show", "1")).as(out.toString(UTF_8)).isZero();
        assertThat(cli.run("merge-request", "merge", "1", "--method", "squash")).isZero();
        assertThat(cli.run("mr", "list", "--state", "merged")).isZero();
        assertThat(cli.run("mr", "close")).isEqualTo(2);
        assertThat(out.toString(UTF_8))
                .contains("!1  open  topic -> main  Bring b here")
                .contains("nothing stands in the way")
                .contains("!1  merged  topic -> main  Bring b here");
        assertThat(state(mina)).isEqualTo("merged");
        return mina.read(PROJECT + "/merge-requests/1")
                .path("mergeRequest")
                .path("merged")
                .asString();
    }

    private static String state(ApiClient mina) {
        return mina.read(PROJECT + "/merge-requests/1")
                .path("mergeRequest")
                .path("state")
                .asString();
    }

    /** The number of the run of an event, when it has succeeded. */
    private static long ended(ApiClient mina, String event) {
        Await.until(
                "the run of " + event + " ends",
                Duration.ofSeconds(120),
                () -> {
                    Optional<JsonNode> run = run(mina, event);
                    assertThat(run.map(Object::toString).orElse(""))
                            .doesNotContain("\"state\":\"failed\"", "\"state\":\"errored\"");
                    return run.filter(found -> found.path("state").asString().equals("success"))
                            .isPresent();
                });
        return run(mina, event).orElseThrow().path("number").asLong();
    }

    private static Optional<JsonNode> run(ApiClient mina, String event) {
        for (JsonNode run : mina.read(PROJECT + "/runs")) {
            if (run.path("event").asString().equals(event)) {
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }

    private static String logs(ApiClient mina, long run) {
        StringBuilder all = new StringBuilder();
        String path = PROJECT + "/runs/" + run + "/jobs";
        for (JsonNode job : mina.read(path)) {
            all.append(mina.text(path + "/" + job.path("id").asLong() + "/log")).append('\n');
        }
        return all.toString();
    }
}
