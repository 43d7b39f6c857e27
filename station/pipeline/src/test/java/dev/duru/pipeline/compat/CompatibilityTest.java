package dev.duru.pipeline.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.dialects.github.lint.GrammarKeys;
import dev.duru.dialects.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CompatibilityTest {
    @Test
    void everyKeyOfTheGrammarIsInTheTableAndNoOther() {
        var known =
                CompatibilityTable.facts().stream()
                        .map(Fact::path)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).isEqualTo(new TreeSet<>(GrammarKeys.ofWorkflows()));
    }

    @Test
    void whatDiffersHasWords() {
        assertThat(CompatibilityTable.facts())
                .filteredOn(fact -> !fact.isHonoured())
                .allSatisfy(fact -> {
                    assertThat(fact.instead()).isNotBlank().doesNotEndWith(".");
                    assertThat(fact.mend()).isNotBlank().doesNotEndWith(".");
                });
    }

    /** {@code make docs} writes it. */
    @Test
    void thePageIsWhatTheTableSays() throws IOException {
        Path page = Path.of("..", "..", "docs", "dialects", "github.md");
        if (Boolean.getBoolean("duru.docs.write")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, CompatibilityPage.page());
        }
        assertThat(Files.readString(page))
                .as("docs/dialects/github.md is not what the table says; run make docs")
                .isEqualTo(CompatibilityPage.page());
    }

    @Test
    void thePageOfGitlabIsWhatItsTablesSay() throws IOException {
        Path page = Path.of("..", "..", "docs", "dialects", "gitlab.md");
        if (Boolean.getBoolean("duru.docs.write")) {
            Files.writeString(page, PipelinePage.page());
        }
        assertThat(Files.readString(page))
                .as("docs/dialects/gitlab.md is not what the tables say; run make docs")
                .isEqualTo(PipelinePage.page());
    }

    private static String found(String text) {
        return Compatibility.of("ci.yml", text).stream()
                .map(Problem::toString)
                .collect(Collectors.joining("\n"));
    }

    @Test
    void keysAndValuesAreFoundAtAnyDepthAndInAnyForm() {
        assertThat(
                        found(
                                """
                                on: [push, gollum]
                                jobs:
                                  build:
                                    runs-on: { labels: [self-hosted, windows-2022], group: big }
                                    snapshot: { image-name: x, version: 1.* }
                                    steps:
                                      - run: dir
                                        shell: cmd
                                      - uses: a/b@v1
                                        with: ${{ fromJSON(vars.X) }}
                                """))
                .contains("ci.yml:1:12: `gollum`: the event starts no run")
                .contains("ci.yml:4:5: `runs-on`: the job ends as errored")
                .contains("ci.yml:4:53: `group`: there are no groups")
                .contains("ci.yml:5:5: `snapshot`: no image")
                .contains("ci.yml:5:17: `image-name`: no image")
                .contains("ci.yml:8:9: `shell`: the step fails")
                .contains("ci.yml:10:9: `with`: the computed inputs");
    }

    @Test
    void aPlainWorkflowHasNothingToReport() {
        assertThat(
                        found(
                                """
                                on: { push: { branches: [main] } }
                                env: { runs-on: windows, background: "true" }
                                jobs:
                                  snapshot:
                                    runs-on: ubuntu-latest
                                    strategy: { matrix: { shell: [cmd], background: [true] } }
                                    steps:
                                      - run: echo
                                        env: { shell: cmd, background: "true" }
                                """))
                .isEmpty();
    }
}
