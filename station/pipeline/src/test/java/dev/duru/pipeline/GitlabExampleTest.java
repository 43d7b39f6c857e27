package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Folders;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.state.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's pipeline passes as a reader of its README would run it. */
final class GitlabExampleTest {
    private static final Path EXAMPLES = Path.of("..", "..", "examples");

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
    void theShopBuildsAndStarts(@TempDir Path folder) throws IOException {
        Archives.copyTree(EXAMPLES.resolve("shop"), folder, Set.of());
        Folders.delete(folder.resolve(".github"));
        Files.copy(
                EXAMPLES.resolve("shop-gitlab/.gitlab-ci.yml"), folder.resolve(".gitlab-ci.yml"));
        Heard heard = new Heard();
        LocalRun.Options options =
                LocalRun.Options.of(folder)
                        .withProject(new ProjectName("team", "shop"))
                        .with(
                                new LocalRun.Gitlab(
                                        List.of(),
                                        false,
                                        Map.of("JAVA_HOME", System.getProperty("java.home"))));
        RunView run = new LocalRun(options).run(heard).getFirst();
        assertThat(run.run().state())
                .as("%s", String.join("\n", heard.lines))
                .isEqualTo(State.SUCCESS);
        assertThat(heard.lines).anyMatch(line -> line.matches("unit: testing [0-9]+ classes"));
        assertThat(Lint.folder(folder)).noneMatch(problem -> problem.isError());
    }
}
