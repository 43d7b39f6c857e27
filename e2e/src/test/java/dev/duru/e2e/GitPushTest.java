package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A push to the whole house: what its client is told, and who may. */
class GitPushTest {
    @TempDir Path folder;

    @Test
    void aPushNamesItsRunAndAStrangerIsRefused() throws Exception {
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            String kims = duru.addUser("kim");
            Git git = Git.init(folder.resolve("work"));
            git.write(
                    ".github/workflows/ci.yml",
                    """
                    on: push
                    jobs:
                      build:
                        runs-on: ubuntu-latest
                        steps:
                          - run: "true"
                    """);
            git.commit("A beginning");

            String mina = Git.url(duru.url(), "mina", password, "mina/hello");
            String first = git.run("push", mina, "main");
            assertThat(first)
                    .contains("remote: -----> mina/hello main ")
                    .contains("remote: -----> run 1 started: " + duru.url() + "/mina/hello/runs/1");

            String stranger = Git.url(duru.url(), "kim", kims, "mina/hello");
            assertThat(git.attempt("push", stranger, "main:mine").output())
                    .contains("remote: kim may not push to mina/hello")
                    .contains("403");
            assertThat(git.attempt("clone", stranger, "copy").output())
                    .contains("remote: mina/hello does not exist, or kim may not see it");
            String wrong = Git.url(duru.url(), "kim", "wrong", "mina/hello");
            assertThat(git.attempt("ls-remote", wrong).output()).contains("Authentication failed");
            assertThat(git.run("ls-remote", mina))
                    .contains("refs/heads/main")
                    .doesNotContain("mine");
        }
    }
}
