package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LintTest {
    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void everyProblemOfTheFolderWithItsPlace(@TempDir Path folder) throws IOException {
        write(
                folder.resolve(".github/workflows/ci.yml"),
                """
                on: [push, gollum]
                jobs:
                  build:
                    runs-on: ubuntu-latest
                    concurrency: { group: g }
                    snapshot: image
                    steps:
                      - uses: ./act
                        with: { whom: you }
                      - uses: ./../outside
                      - uses: some/action@v1
                      - run: echo ${{ github.nothing }}
                """);
        write(
                folder.resolve("act/action.yml"),
                """
                name: Greet
                inputs: { who: { required: true } }
                runs:
                  using: composite
                  steps:
                    - run: echo ${{ inputs.who }}
                """);
        assertThat(Lint.folder(folder))
                .extracting(problem -> problem.position() + " " + problem.rule())
                .containsExactlyInAnyOrder(
                        ".github/workflows/ci.yml:1:12 not-supported",
                        ".github/workflows/ci.yml:6:5 not-supported",
                        ".github/workflows/ci.yml:8:15 action",
                        ".github/workflows/ci.yml:9:17 action",
                        ".github/workflows/ci.yml:11:9 moving-ref",
                        ".github/workflows/ci.yml:12:23 expression",
                        "act/action.yml:6:7 syntax");
    }
}
