package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A push to the whole house: what its client is told, and who may. */
class GitPushTest {
    @TempDir Path folder;

    @Test
    void aPushNamesItsRunAndAStrangerIsRefused() throws Exception {
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            try (ApiClient admin =
                    ApiClient.withPassword(duru.url(), "admin", "the admin's password")) {
                admin.send(
                        "POST",
                        "/api/v1/users",
                        Map.of("user", "kim", "password", "the password of kim"));
            }
            Path work = Files.createDirectories(folder.resolve("work/.github/workflows"));
            Files.writeString(
                    work.resolve("ci.yml"),
                    """
                    on: push
                    jobs:
                      build:
                        runs-on: ubuntu-latest
                        steps:
                          - run: "true"
                    """);
            work = folder.resolve("work");
            git(work, "init", "-q", "-b", "main");
            git(work, "add", "-A");
            git(work, "commit", "-q", "-m", "A beginning");

            String first = git(work, "push", url(duru, "mina", password), "main");
            assertThat(first)
                    .contains("remote: -----> mina/hello main ")
                    .contains("remote: -----> run 1 started: " + duru.url() + "/mina/hello/runs/1");

            String stranger = url(duru, "kim", "the password of kim");
            assertThat(git(work, "push", stranger, "main:mine"))
                    .contains("remote: kim may not push to mina/hello")
                    .contains("403");
            assertThat(git(work, "clone", stranger, "copy"))
                    .contains("remote: mina/hello does not exist, or kim may not see it");
            assertThat(git(work, "ls-remote", url(duru, "kim", "wrong")))
                    .contains("Authentication failed");
            assertThat(git(work, "ls-remote", url(duru, "mina", password)))
                    .contains("refs/heads/main")
                    .doesNotContain("mine");
        }
    }

    private static String url(DuruProcess duru, String user, String password) {
        return "http://"
                + user
                + ":"
                + URLEncoder.encode(password, UTF_8).replace("+", "%20")
                + "@"
                + duru.url().getAuthority()
                + "/mina/hello.git";
    }

    /** Both of its streams, however it ended. */
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
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
