package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Pushes to real projects whose pipelines start each other, with Duru killed in between. */
@Timeout(400)
class GitlabDownstreamTest {
    private static final String LIBRARY =
            """
            job:
              script:
                - echo "from $CI_PIPELINE_SOURCE $CI_UPSTREAM_PIPELINE_ID with $COLOUR"
                - if [ "$CI_PIPELINE_SOURCE" = pipeline ]; then sleep 5; fi
            """;

    private static final String APP =
            """
            stages: [one, two]
            library:
              stage: one
              variables: { COLOUR: blue }
              trigger: { project: mina/library, branch: main, strategy: depend }
            strange:
              stage: one
              allow_failure: true
              trigger: { project: ben/secret, strategy: depend }
            last: { stage: two, script: [echo the end] }
            """;

    @TempDir Path folder;

    @Test
    void aKillBetweenTheTwoLosesNothing() throws Exception {
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String mina = duru.addUser("mina");
            String ben = duru.addUser("ben");
            push(duru, "ben", ben, "secret", LIBRARY);
            push(duru, "mina", mina, "library", LIBRARY);
            push(duru, "mina", mina, "app", APP);
            try (ApiClient client = ApiClient.withPassword(duru.url(), "mina", mina)) {
                Await.until(
                        "the pipeline of the library runs",
                        Duration.ofSeconds(120),
                        () -> downstream(client).equals(List.of("running")));
                duru.kill();
                duru.restart();
                Await.until(
                        "the pipeline of the app ends",
                        Duration.ofSeconds(120),
                        () -> run(client).path("state").asString("").equals("success"));
                assertThat(downstream(client)).containsExactly("success");
                assertThat(client.read("/api/v1/projects/mina/library/runs").size()).isEqualTo(2);
                for (JsonNode job : run(client).path("jobs")) {
                    if (job.path("name").asString("").equals("strange")) {
                        assertThat(job.path("message").asString(""))
                                .contains("no project 'ben/secret'", "mina may not read it");
                    }
                }
            }
            try (ApiClient client = ApiClient.withPassword(duru.url(), "ben", ben)) {
                assertThat(client.read("/api/v1/projects/ben/secret/runs").size()).isEqualTo(1);
            }
        }
    }

    private static JsonNode run(ApiClient client) throws IOException {
        return client.read("/api/v1/projects/mina/app/runs/1");
    }

    /** The states of the runs that the app's run has started. */
    private static List<String> downstream(ApiClient client) throws IOException {
        List<String> states = new ArrayList<>();
        if (client.read("/api/v1/projects/mina/app/runs").toString().contains("\"number\":1")) {
            run(client)
                    .path("downstream")
                    .forEach(one -> states.add(one.path("state").asString("")));
        }
        return states;
    }

    private void push(
            DuruProcess duru, String user, String password, String project, String pipeline)
            throws IOException {
        Git git = Git.init(folder.resolve(project));
        git.write(".gitlab-ci.yml", pipeline);
        git.commit("A beginning");
        git.run("push", "-q", Git.url(duru.url(), user, password, user + "/" + project), "main");
    }
}
