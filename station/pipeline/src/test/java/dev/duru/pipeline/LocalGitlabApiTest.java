package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.state.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a server, jobs find GitLab's API too: curl keeps a package and takes it again. */
final class LocalGitlabApiTest {
    private static final String PIPELINE =
            """
            stages: [one, two]
            keep:
              stage: one
              script:
                - |
                  echo kept > file
                  curl -sf -H "JOB-TOKEN: $CI_JOB_TOKEN" --upload-file file "$CI_API_V4_URL/projects/$CI_PROJECT_ID/packages/generic/p/1/file"
              artifacts: { paths: [file] }
            take:
              stage: two
              needs: [{ job: keep, artifacts: false }]
              script:
                - |
                  curl -sf -H "JOB-TOKEN: $CI_JOB_TOKEN" "$CI_API_V4_URL/projects/team%2Fshop/packages/generic/p/1/file"
                  curl -sf -u "any:$CI_JOB_TOKEN" "$CI_API_V4_URL/projects/$CI_PROJECT_ID/repository/files/a%2Fb.txt/raw"
                  curl -s -X POST -F token=$CI_JOB_TOKEN -F ref=main "$CI_API_V4_URL/projects/$CI_PROJECT_ID/trigger/pipeline"
            """;

    private static final class Heard implements LocalRun.Listener {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void changed(List<RunView> runs) {
            assertThat(runs).hasSize(1);
        }

        @Override
        public void line(String job, LogLine line) {
            lines.add(job + ": " + line.text());
        }
    }

    @Test
    void jobsCallIt(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve(".gitlab-ci.yml"), PIPELINE);
        Files.createDirectories(folder.resolve("a"));
        Files.writeString(folder.resolve("a/b.txt"), "from the working tree\n");
        Heard heard = new Heard();
        RunView run =
                new LocalRun(
                                LocalRun.Options.of(folder)
                                        .withProject(new ProjectName("team", "shop")))
                        .run(heard)
                        .getFirst();
        assertThat(run.run().state())
                .as("%s", String.join("\n", heard.lines))
                .isEqualTo(State.SUCCESS);
        assertThat(heard.lines)
                .contains("take: kept", "take: from the working tree")
                .anyMatch(line -> line.contains("a local run starts and stops no others"));
    }
}
