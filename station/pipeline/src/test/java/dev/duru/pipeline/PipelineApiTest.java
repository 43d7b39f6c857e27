package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The API of runs, through the real router. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineApiTest {
    private static final String API = "/api/v1/projects/team/shop/runs";
    private static final String WORKFLOW =
            """
            name: ci
            on: [push, workflow_dispatch]
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - name: first
                    run: printf 'one\\n\\033[1mtwo\\033[0m\\n'
                  - run: echo "::warning title=T,file=a.c,line=3,col=4::careful"
            """;

    private PipelineSite site;
    private RunRow run;
    private JobRow job;

    @BeforeAll
    void open(@TempDir Path temp) {
        site = new PipelineSite(temp);
        run = site.run(WORKFLOW);
        job = site.job(run);
    }

    @AfterAll
    void close() {
        site.close();
    }

    @Test
    void listsRunsAndShowsOne() {
        assertThat(site.get(API).body())
                .contains("\"state\":\"success\"", "\"commit\":\"" + run.commit() + "\"");
        assertThat(site.get(API + "?state=failed").body()).isEqualTo("[]");
        assertThat(site.get(API + "/1").body())
                .contains("\"key\":\"a\"")
                .contains("\"name\":\"first\"")
                .contains("\"level\":\"warning\"", "\"file\":\"a.c\"", "\"line\":3");
        assertThat(site.get(API + "/1/jobs").body()).startsWith("[{\"id\":" + job.id());
        assertThat(site.get(API + "/1/artifacts").body()).isEqualTo("[]");
        assertThat(site.get(API + "/1/tests").body()).contains("\"total\":0");
        HttpResponse<String> none = site.get(API + "/9");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("\"code\":\"NOT_FOUND\"", "there is no run 9");
    }

    @Test
    void givesALogOrSomeLinesOfIt() {
        String log = site.get(API + "/1/jobs/" + job.id() + "/log").body();
        assertThat(log).contains("one\ntwo\n", "careful").doesNotContain("\u001b");
        String[] lines = log.split("\n");
        assertThat(site.get(API + "/1/jobs/" + job.id() + "/log?from=2&to=3").body())
                .isEqualTo(lines[1] + "\n" + lines[2] + "\n");
        assertThat(site.get(API + "/1/jobs/" + job.id() + "/log?from=x").statusCode())
                .isEqualTo(400);
    }

    @Test
    void startsRunsAndRefusesWhatMakesNoSense() {
        HttpResponse<String> started =
                site.ask("dev", "POST", API, "{\"workflow\":\"ci.yml\",\"ref\":\"main\"}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(201);
        String place = started.headers().firstValue("Location").orElseThrow();
        RunRow again =
                site.ended(
                        site.pipeline.run(
                                PipelineSite.SHOP,
                                Long.parseLong(place.substring(place.lastIndexOf('/') + 1))));
        assertThat(again.event()).isEqualTo("workflow_dispatch");
        assertThat(site.ask("dev", "POST", API, "{}").body()).contains("'workflow' is missing");
        assertThat(site.ask("dev", "POST", API, "{\"workflow\":\"no.yml\"}").body())
                .contains("no.yml");
        assertThat(site.ask("eve", "POST", API, "{\"workflow\":\"ci.yml\"}").statusCode())
                .isEqualTo(403);
        assertThat(site.ask("dev", "POST", API + "/1/cancel", "").statusCode()).isEqualTo(409);
        String path = API + "/" + again.number();
        assertThat(site.ask("dev", "POST", path + "/rerun", "{\"only\":\"failed\"}").statusCode())
                .isEqualTo(409);
        HttpResponse<String> rerun = site.ask("dev", "POST", path + "/rerun", "");
        assertThat(rerun.statusCode()).as(rerun.body()).isEqualTo(201);
        assertThat(rerun.body()).contains("\"attempt\":2");
        site.ended(again);
        assertThat(site.get(path + "/attempts").body())
                .contains("\"attempt\":1", "\"state\":\"success\"");
        assertThat(site.get(path + "/jobs?attempt=1").body())
                .isNotEqualTo(site.get(path + "/jobs").body());
    }

    @Test
    void theDocumentNamesEveryRoute() {
        String document = site.get("/api/v1/openapi.json").body();
        assertThat(site.server.apiRoutes()).isNotEmpty();
        site.server
                .apiRoutes()
                .forEach(route -> assertThat(document).contains('"' + route.pattern() + '"'));
    }
}
