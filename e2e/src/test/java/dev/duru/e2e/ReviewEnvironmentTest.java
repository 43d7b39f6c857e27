package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A branch has an environment of its own, which goes when git deletes the branch. */
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
}
