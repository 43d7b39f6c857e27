package dev.duru.pipeline;

import static dev.duru.pipeline.PipelineSite.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.state.Annotation;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Remarks about places in files, from the step that printed them to the page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnnotationsTest {
    private static final String MATCHER =
            """
            { "problemMatcher": [ { "owner": "cc", "pattern": [ {
              "regexp": "^(.+):(\\\\d+):(\\\\d+): (warning|error): (.+)$",
              "file": 1, "line": 2, "column": 3, "severity": 4, "message": 5 } ] } ] }
            """;
    private static final String WORKFLOW =
            """
            name: ci
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                  - run: |
                      echo "::error file=src/a.c,line=2,endLine=4,col=3,endColumn=9,title=Title::text with $TOKEN"
                      echo "::warning file=$PWD/src/b.c,line=1::absolute"
                      echo "::notice::without a place"
                    env: { TOKEN: "${{ secrets.TOKEN }}" }
                  - run: for i in $(seq 1 64); do echo "::warning file=src/a.c,line=$i::number $i"; done
                  - run: |
                      echo "src/a.c:1:1: error: not yet"
                      echo "::add-matcher::.github/cc.json"
                      echo "::add-matcher::no/such.json"
                      cd src
                      echo "src/a.c:1:7: error: from the workspace"
                  - run: |
                      echo "$PWD/src/b.c:2:8: warning: absolute again"
                      echo "/etc/passwd:1:1: error: not of the repository"
                      echo "gone.c:1:1: error: not there"
                      echo "::remove-matcher owner=cc::"
                      echo "src/a.c:9:9: error: no longer"
            """;

    private PipelineSite site;
    private RunRow run;
    private JobRow job;
    private List<Annotation> all;

    @BeforeAll
    void open(@TempDir Path temp) {
        site = new PipelineSite(temp);
        site.secrets.put("TOKEN", "correct-horse");
        run =
                site.run(
                        Map.of(
                                ".github/workflows/ci.yml",
                                WORKFLOW,
                                ".github/cc.json",
                                MATCHER,
                                "src/a.c",
                                "int\n\n",
                                "src/b.c",
                                "int\n"));
        job = site.job(run);
        all = site.pipeline.annotations(run);
    }

    @AfterAll
    void close() {
        site.close();
    }

    private List<Annotation> of(int step) {
        return all.stream().filter(note -> note.step() == step).toList();
    }

    @Test
    void commandsSayWhereAndAreMasked() {
        Annotation error = of(2).getFirst();
        assertThat(error.level()).isEqualTo("error");
        assertThat(error.message()).isEqualTo("text with ***");
        assertThat(List.of(error.line(), error.endLine(), error.column(), error.endColumn()))
                .containsExactly(2, 4, 3, 9);
        assertThat(of(2).get(1).file()).isEqualTo("src/b.c");
        assertThat(of(2).get(2).file()).isEmpty();
        LogLine line = site.pipeline.log(job).read(error.logLine(), 1).getFirst();
        assertThat(line.kind()).isEqualTo(LogLine.Kind.ERROR);
        assertThat(line.text()).isEqualTo("text with ***");
    }

    @Test
    void whatIsTooMuchIsCountedAndSaid() {
        assertThat(of(3)).hasSize(50);
        assertThat(of(3).getLast().more()).isEqualTo(14);
        assertThat(site.html(page(run))).contains("and 14 more");
        assertThat(site.html(page(run), "Accept-Language", "ko")).contains("14개 더");
    }

    @Test
    void matchersHoldForTheStepsAfterAndOnlyForFilesOfTheRepository() {
        assertThat(of(4))
                .extracting(note -> note.file() + ":" + note.line() + ":" + note.column())
                .containsExactly("src/a.c:1:7");
        assertThat(of(5))
                .extracting(note -> note.level() + " " + note.file() + " " + note.message())
                .containsExactly(
                        "warning src/b.c absolute again",
                        "error  not of the repository",
                        "error  not there");
        assertThat(site.get(page(run, job) + "/raw").body())
                .contains("add-matcher: no/such.json: there is no such file");
    }

    @Test
    void thePageLeadsToTheFileAndToTheLog() {
        assertThat(site.html(page(run)))
                .contains("/team/shop/code/src/a.c?ref=" + run.commit() + "#L2")
                .contains(page(run, job) + "#L" + of(2).getFirst().logLine());
        assertThat(site.get("/api/v1/projects/team/shop/runs/1").body())
                .contains("\"endLine\":4", "\"endColumn\":9", "\"more\":14");
        assertThat(site.pipeline.annotations(PipelineSite.SHOP, run.commit()))
                .hasSize(all.size() - 3);
    }
}
