package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs of a GitLab pipeline see of the project's variables. */
final class GitlabVariablesTest {
    private static final String PIPELINE =
            """
            variables: { WHERE: the file, KEY: the file }
            plain:
              script: [echo "plain $WHERE", 'cat "$KEY" && echo', echo "hidden $HIDDEN"]
            review:
              variables: { NAME: my-branch }
              environment: { name: review/$NAME }
              script: [echo "review $WHERE"]
            production:
              environment: production
              script: [echo "production $WHERE in $CI_ENVIRONMENT_NAME"]
            guarded:
              script: [echo "protected $CI_COMMIT_REF_PROTECTED $GUARDED"]
            """;

    private static void put(PipelineSite site, String name, String body) {
        assertThat(
                        site.ask(
                                        "boss",
                                        "PUT",
                                        "/api/v1/projects/team/shop/variables/" + name,
                                        body,
                                        "Content-Type",
                                        "application/json")
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theMostPreciseEnvironmentWins(@TempDir Path folder) {
        try (PipelineSite site = new PipelineSite(folder)) {
            put(site, "WHERE", "{\"value\": \"everywhere\", \"environment\": \"*\"}");
            put(site, "WHERE", "{\"value\": \"some review\", \"environment\": \"review/*\"}");
            put(site, "WHERE", "{\"value\": \"mine\", \"environment\": \"review/my-*\"}");
            put(site, "WHERE", "{\"value\": \"live\", \"environment\": \"production\"}");
            put(site, "KEY", "{\"value\": \"in a file\", \"file\": true}");
            put(site, "HIDDEN", "{\"value\": \"not-for-logs\", \"masked\": true}");
            put(site, "GUARDED", "{\"value\": \"for main\", \"protected\": true}");
            RunRow run = site.run(Map.of(".gitlab-ci.yml", PIPELINE));
            assertThat(run.state()).as(run.message()).isEqualTo(State.SUCCESS);
            assertThat(site.log(run, "plain"))
                    .contains("plain everywhere", "in a file", "hidden ***");
            assertThat(site.log(run, "review")).contains("review mine");
            assertThat(site.log(run, "production")).contains("production live in production");
            assertThat(site.log(run, "guarded")).contains("protected true for main");
        }
    }
}
