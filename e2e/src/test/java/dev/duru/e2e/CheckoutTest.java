package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
            try (ApiClient admin =
                    ApiClient.withPassword(duru.url(), "admin", "the admin's password")) {
                admin.send(
                        "POST",
                        "/api/v1/users",
                        java.util.Map.of("user", "kim", "password", "the password of kim"));
            }
            String tool = project(duru, "kim", "the password of kim", "secret", "x", "of kim");
            assertThat(tool).isNotEmpty();
            String tools = project(duru, "mina", mina, "tools", "tool.txt", "hammer");
            pushWorkflow(duru, mina, tools);
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

    private void pushWorkflow(DuruProcess duru, String password, String toolsCommit)
            throws Exception {
        Path work = Files.createDirectories(folder.resolve("app"));
        write(work, "readme.md", "read me");
        write(work, "docs/a.md", "a");
        write(work, "src/main.c", "int main() {}");
        git(work, "init", "-q", "-b", "main");
        git(work, "add", "-A");
        git(work, "commit", "-q", "-m", "one");
        git(work, "tag", "-a", "-m", "the first", "v1");
        git(work, "branch", "other");
        write(work, ".github/workflows/ci.yml", WORKFLOW);
        write(
                work,
                ".gitmodules",
                "[submodule \"tools\"]\n\tpath = lib/tools\n\turl = ../tools.git\n");
        git(work, "add", "-A");
        git(work, "update-index", "--add", "--cacheinfo", "160000," + toolsCommit + ",lib/tools");
        git(work, "commit", "-q", "-m", "two");
        git(work, "push", url(duru, "mina", password, "app"), "v1", "other");
        assertThat(git(work, "push", url(duru, "mina", password, "app"), "main"))
                .contains("run 1 started");
    }

    private String project(
            DuruProcess duru, String user, String password, String name, String file, String text)
            throws Exception {
        Path work = Files.createDirectories(folder.resolve(name));
        write(work, file, text);
        git(work, "init", "-q", "-b", "main");
        git(work, "add", "-A");
        git(work, "commit", "-q", "-m", "one");
        git(work, "push", url(duru, user, password, name), "main");
        return git(work, "rev-parse", "HEAD").strip();
    }

    private static void write(Path work, String path, String text) throws IOException {
        Path file = work.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String url(DuruProcess duru, String user, String password, String name) {
        return "http://"
                + user
                + ":"
                + URLEncoder.encode(password, UTF_8).replace("+", "%20")
                + "@"
                + duru.url().getAuthority()
                + "/"
                + user
                + "/"
                + name
                + ".git";
    }

    private static String git(Path folder, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "git",
                                "-c",
                                "user.name=Mina",
                                "-c",
                                "user.email=mina@example.test"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectErrorStream(true).environment().put("GIT_TERMINAL_PROMPT", "0");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
