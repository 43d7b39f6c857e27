package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code actions/checkout} against the real store, looked at by the real git inside the job. */
class CheckoutTest {
    private static final String WORKFLOW =
            """
            on: { push: { branches: [main] } }
            jobs:
              plain:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                  - run: |
                      set -x
                      test "$(git rev-parse HEAD)" = "$GITHUB_SHA"
                      test "$(git branch --show-current)" = main
                      test "$(git rev-list --count HEAD)" = 1
                      test -z "$(git status --porcelain)"
                      test -z "$(git tag)"
                      git remote get-url origin | grep -q "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"
                      touch left-over
                  - uses: actions/checkout@v4
                    with: { clean: false }
                  - run: test -f left-over
                  - uses: actions/checkout@v4
                  - run: "! test -e left-over"
              history:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                    with: { fetch-depth: 0 }
                  - run: |
                      set -x
                      test "$(git rev-list --count HEAD)" = 2
                      test "$(git describe)" = "v1-1-g$(git rev-parse --short HEAD)"
                      git rev-parse origin/other
              refs:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                    with: { ref: v1, path: tag }
                  - uses: actions/checkout@v4
                    with: { ref: other, path: branch, fetch-tags: true }
                  - uses: actions/checkout@v4
                    with: { repository: mina/tools, path: tools, persist-credentials: false }
                  - run: |
                      set -x
                      git -C tag describe --exact-match
                      test -z "$(git -C tag branch --show-current)"
                      test "$(git -C branch branch --show-current)" = other
                      test "$(git -C branch tag)" = v1
                      test "$(cat tools/tool.txt)" = hammer
                      ! grep -q extraheader tools/.git/config
              sparse:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                    with: { sparse-checkout: "docs" }
                  - run: |
                      set -x
                      test -f docs/a.md
                      test -f readme.md
                      ! test -e src
                      test -z "$(git status --porcelain)"
                  - uses: actions/checkout@v4
                    with: { sparse-checkout: "src/*", sparse-checkout-cone-mode: false }
                  - run: test -f src/main.c && ! test -e docs
              modules:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                    with: { submodules: recursive }
                  - run: |
                      set -x
                      test "$(cat lib/tools/tool.txt)" = hammer
                      test -z "$(git status --porcelain)"
                      git submodule status | grep -q '^ *[0-9a-f]* lib/tools'
              stranger:
                runs-on: ubuntu-latest
                steps:
                  - id: no
                    uses: actions/checkout@v4
                    with: { repository: kim/secret, path: secret }
                    continue-on-error: true
                  - run: test "${{ steps.no.outcome }}" = failure && ! test -e secret/x
            """;

    @TempDir Path folder;

    @Test
    void leavesWhatGithubsCheckoutLeaves() throws Exception {
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String mina = duru.addUser("mina");
            String kim = duru.addUser("kim");
            project("secret", "x", "of kim", Git.url(duru.url(), "kim", kim, "kim/secret"));
            String tools =
                    project(
                            "tools",
                            "tool.txt",
                            "hammer",
                            Git.url(duru.url(), "mina", mina, "mina/tools"));
            pushWorkflow(Git.url(duru.url(), "mina", mina, "mina/app"), tools);
            try (ApiClient api = ApiClient.withPassword(duru.url(), "mina", mina)) {
                Await.until(
                        "the run ends",
                        Duration.ofSeconds(90),
                        () ->
                                ended(
                                        api.read("/api/v1/projects/mina/app/runs/1")
                                                .path("state")
                                                .asString()));
                JsonNode run = api.read("/api/v1/projects/mina/app/runs/1");
                assertThat(run.path("state").asString())
                        .as("%s\n%s", run, logs(api, run))
                        .isEqualTo("success");
            }
        }
    }

    private static boolean ended(String state) {
        return List.of("success", "failed", "errored", "cancelled").contains(state);
    }

    private static String logs(ApiClient api, JsonNode run) {
        StringBuilder logs = new StringBuilder();
        for (JsonNode job : run.path("jobs")) {
            if (!job.path("state").asString().equals("success")) {
                logs.append(
                        api.text(
                                "/api/v1/projects/mina/app/runs/1/jobs/"
                                        + job.path("id").asLong()
                                        + "/log"));
            }
        }
        return logs.toString();
    }

    private void pushWorkflow(String url, String toolsCommit) throws IOException {
        Git git = Git.init(folder.resolve("app"));
        git.write("readme.md", "read me");
        git.write("docs/a.md", "a");
        git.write("src/main.c", "int main() {}");
        git.commit("one");
        git.run("tag", "-a", "-m", "the first", "v1");
        git.run("branch", "other");
        git.write(".github/workflows/ci.yml", WORKFLOW);
        git.write(
                ".gitmodules", "[submodule \"tools\"]\n\tpath = lib/tools\n\turl = ../tools.git\n");
        git.run("add", "-A");
        git.run("update-index", "--add", "--cacheinfo", "160000," + toolsCommit + ",lib/tools");
        git.run("commit", "-q", "-m", "two");
        git.run("push", url, "v1", "other");
        assertThat(git.run("push", url, "main")).contains("run 1 started");
    }

    /** Pushes a project of one file, and gives its commit. */
    private String project(String name, String file, String text, String url) throws IOException {
        Git git = Git.init(folder.resolve(name));
        git.write(file, text);
        String commit = git.commit("one");
        git.run("push", url, "main");
        return commit;
    }
}
