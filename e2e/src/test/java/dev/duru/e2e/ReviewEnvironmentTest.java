package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A branch has an environment of its own, which goes when git deletes the branch: by a job of its
 * pipeline, and by what duru.yml declares.
 */
@Timeout(300)
class ReviewEnvironmentTest {
    private static final String PIPELINE =
            """
            review:
              rules: [{ if: $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH }]
              script: [echo "deployed $CI_ENVIRONMENT_SLUG"]
              environment:
                name: review/$CI_COMMIT_REF_SLUG
                url: https://$CI_ENVIRONMENT_SLUG.example
                on_stop: stop
            stop:
              needs: [review]
              rules: [{ if: $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH, when: manual, allow_failure: true }]
              variables: { GIT_STRATEGY: none }
              environment: { name: review/$CI_COMMIT_REF_SLUG, action: stop }
              script: [echo "gone $CI_ENVIRONMENT_NAME"]
            """;

    private static final String MANIFEST =
            """
            app: hello
            package:
              files: { app/: build/ }
              run: java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx48m -cp app Hello
              health: /health
            environments:
              staging: { from: main, drain: 1s }
              review/*: { from: feature/*, stopAfter: 1d, drain: 1s }
            """;

    @TempDir Path folder;

    @Test
    void itComesWithThePushAndGoesWithTheBranch() throws Exception {
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            Git git = Git.init(folder.resolve("work"));
            git.write(".gitlab-ci.yml", PIPELINE);
            git.commit("A beginning");
            String url = Git.url(duru.url(), "mina", password, "mina/shop");
            git.run("push", "-q", url, "main");
            git.run("checkout", "-q", "-b", "feature/Blue");
            git.run("commit", "-q", "--allow-empty", "-m", "Blue");
            git.run("push", "-q", url, "feature/Blue");
            String all = "/api/v1/projects/mina/shop/job-environments";
            try (ApiClient mina = ApiClient.withPassword(duru.url(), "mina", password)) {
                Await.until(
                        "the branch has its environment",
                        Duration.ofSeconds(120),
                        () -> mina.read(all).toString().contains("\"state\":\"available\""));
                assertThat(mina.read(all).path(0).path("name").asString(""))
                        .isEqualTo("review/feature-blue");
                assertThat(mina.text("/mina/shop/environments"))
                        .contains("review/feature-blue", "https://review-feature-bl")
                        .contains("/environments/review%2Ffeature-blue/stop");
                git.run("push", "-q", url, "--delete", "feature/Blue");
                Await.until(
                        "the environment goes",
                        Duration.ofSeconds(120),
                        () -> mina.read(all).toString().contains("\"state\":\"stopped\""));
                assertThat(mina.read(all).path(0).path("stoppedBy").asString("")).isEqualTo("duru");
                assertThat(mina.text("/mina/shop/environments"))
                        .doesNotContain("review%2Ffeature-blue/stop");
            }
        }
    }

    @Test
    void anImageOfTheBranchMakesTheOneThatIsDeclared() throws Exception {
        String name = "review-feature-blue";
        Path tree = Files.createDirectories(folder.resolve("tree"));
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            WorkTree work = new WorkTree(tree, duru.url(), password);
            work.write("duru.yml", MANIFEST);
            work.commit(0);
            work.push();
            work.git("switch", "--quiet", "--create", "feature/Blue");
            work.commit(1);
            work.git("push", "--quiet", "-o", "merge_request.create", "origin", "feature/Blue");
            try (ApiClient mina = ApiClient.withPassword(duru.url(), "mina", password);
                    Visitors visitors =
                            new Visitors(duru.edgePort(), name + ".hello.mina.localhost")) {
                Await.until(
                        "the branch answers at an address of its own",
                        Duration.ofSeconds(120),
                        () -> visitors.answered() > 0);
                assertThat(mina.text("/mina/hello/merge-requests/1"))
                        .contains(name, "http://" + name + ".hello.mina.localhost");
                assertThat(mina.text("/mina/hello/environments")).contains(name, "feature/Blue");
                work.git("push", "--quiet", "origin", "--delete", "feature/Blue");
                String all = "/api/v1/projects/mina/hello/environments";
                Await.until(
                        "it goes with the branch",
                        Duration.ofSeconds(120),
                        () -> !mina.read(all).toString().contains(name));
                assertThat(mina.read(all).toString()).contains("staging");
            }
        }
    }
}
