package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.JobRow;
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

    @Test
    void whatOnlyJobsHaveNoRuleSees(@TempDir Path folder) {
        String pipeline =
                """
                workflow: { name: "Ship $CI_COMMIT_BRANCH" }
                never:
                  rules: [{ if: '$CI_PIPELINE_ID || $CI_PIPELINE_URL || $CI_SERVER || $CI_PAGES_URL' }]
                  script: [echo never]
                always:
                  rules: [{ if: '$CI_SERVER_URL && $CI_PIPELINE_NAME == "Ship main"' }]
                  script:
                    - echo "id $CI_PIPELINE_ID at $CI_JOB_URL of $CI_SERVER"
                    - echo "named $CI_PIPELINE_NAME, <$CI_JOB_MANUAL$CI_PIPELINE_TRIGGERED>"
                    - echo "by <$CI_TRIGGER_SHORT_TOKEN> with $(cat "$TRIGGER_PAYLOAD")"
                """;
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow pushed = site.run(Map.of(".gitlab-ci.yml", pipeline));
            assertThat(site.pipeline.jobs(pushed)).extracting(JobRow::key).containsOnly("always");
            assertThat(site.log(pushed, "always"))
                    .contains(
                            "id "
                                    + pushed.id()
                                    + " at http://duru.example"
                                    + PipelineSite.page(pushed, site.job(pushed))
                                    + " of yes",
                            "named Ship main, <>");
            String project = "/api/v4/projects/team%2Fshop";
            String[] json = {"Content-Type", "application/json"};
            String made =
                    site.ask("boss", "POST", project + "/triggers", "{\"description\":\"t\"}", json)
                            .body();
            String token = made.replaceFirst("(?s).*\"token\":\"([^\"]+)\".*", "$1");
            String path = project + "/ref/main/trigger/pipeline?token=" + token;
            assertThat(site.ask("", "POST", path, "{\"why\":\"because\"}", json).statusCode())
                    .isEqualTo(201);
            RunRow run = site.ended(site.pipeline.run(PipelineSite.SHOP, pushed.number() + 1));
            assertThat(site.log(run, "always"))
                    .contains(
                            "named Ship main, <true>",
                            "by <" + token.substring(6, 10) + "> with {\"why\":\"because\"}");
        }
    }
}
