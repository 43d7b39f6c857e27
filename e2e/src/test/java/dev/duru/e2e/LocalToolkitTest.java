package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.LocalRun;
import dev.duru.pipeline.RunView;
import dev.duru.pipeline.log.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GitHub's own client libraries, within jobs of a local run. */
class LocalToolkitTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/toolkit").toAbsolutePath();

    @TempDir Path folder;

    private static final class Heard implements LocalRun.Listener {
        final List<String> lines = new ArrayList<>();

        @Override
        public void changed(List<RunView> runs) {
            assertThat(runs).isNotEmpty();
        }

        @Override
        public void line(String job, LogLine line) {
            lines.add(line.text());
        }
    }

    private Heard run(String steps) throws IOException, InterruptedException {
        Path modules = Toolkit.modules();
        Files.writeString(
                folder.resolve("ci.yml"),
                """
                on: push
                permissions: write-all
                jobs:
                  one:
                    runs-on: ubuntu-latest
                    steps:
                      - run: ln -s MODULES node_modules && cp SCRIPTS/*.mjs .
                """
                                .replace("MODULES", modules.toString())
                                .replace("SCRIPTS", SCRIPTS.toString())
                        + steps.indent(6));
        Heard heard = new Heard();
        LocalRun.Options options =
                LocalRun.Options.of(folder)
                        .withWorkflow("ci.yml")
                        .withProject(new ProjectName("team", "shop"));
        RunView run = new LocalRun(options).run(heard).getFirst();
        assertThat(run.run().state().word())
                .as(String.join("\n", heard.lines))
                .isEqualTo("success");
        return heard;
    }

    @Test
    void cachesAreSavedAndRestoredInBothVersionsOfTheApi() throws Exception {
        Heard heard =
                run(
                        """
                        - run: node cache.mjs first-1 50
                        - run: GITHUB_SERVER_URL=https://duru.localhost node cache.mjs second-1 50
                        - run: node cache.mjs third-1 1
                        """);
        assertThat(heard.lines)
                .contains("restored: first-1", "restored: second-1", "restored: third-1")
                .contains("by prefix: first-1", "by prefix: second-1")
                .doesNotContain("same: false", "saved: false");
        assertThat(heard.lines.stream().filter("same: true"::equals)).hasSize(3);
    }

    @Test
    void artifactsOfTheToolkitAndOfDuruAreOneAndTheSame() throws Exception {
        Heard heard =
                run(
                        """
                        - run: echo made-by-duru > built.txt
                        - uses: actions/upload-artifact@v4
                          with: {name: built, path: built.txt}
                        - run: |
                            mkdir act
                            echo 'name: a' > act/action.yml
                            echo 'runs: { using: node20, main: main.mjs }' >> act/action.yml
                            echo '// Bundles of the toolkit hold the word GHESNotSupportedError.' > act/main.mjs
                            echo 'import "../artifact.mjs"' >> act/main.mjs
                        - uses: ./act
                        - uses: actions/download-artifact@v4
                          with: {name: mine, path: back}
                        - run: cat back/a.txt
                        - uses: actions/download-artifact@v4
                          with: {name: a.txt, path: raw}
                        - run: echo "raw $(cat raw/a.txt)"
                        """);
        assertThat(heard.lines)
                .contains(
                        "uploaded: true 64",
                        "listed: built mine",
                        "downloaded: hello 20971520 false",
                        "own: made-by-duru",
                        "twice: true",
                        "left: a.txt built mine",
                        "hello",
                        "raw hello");
    }
}
