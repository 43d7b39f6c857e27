package dev.duru.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code duru run} and {@code duru lint} in a folder of files, without a server. */
final class RunAndLintTest {
    @TempDir private Path folder;
    private Terminal terminal;

    @BeforeEach
    void files() throws Exception {
        terminal = new Terminal(folder, folder);
    }

    @Test
    void aRunThatPassesEndsWithZeroAndItsLinesAreNamed() throws Exception {
        terminal.workflow(
                """
                name: Greeting
                on: push
                jobs:
                  hello:
                    runs-on: ubuntu-latest
                    steps:
                      - run: echo "good morning, $WHO, ${{ secrets.PASS }}"
                """);
        terminal.environment.put("PASS", "sesame-4711");
        Terminal.Shown shown = terminal.run("run", "--env", "WHO=Mina", "--secret", "PASS");
        assertThat(shown.code()).as(shown.err() + shown.out()).isZero();
        assertThat(shown.out())
                .contains("hello | good morning, Mina, ***")
                .contains("Greeting: success in ")
                .doesNotContain("sesame")
                .doesNotContain("\u001b[");
    }

    @Test
    void aRunThatFailsEndsWithOneAndATerminalShowsWhatItPrinted() throws Exception {
        terminal.workflow(
                """
                on: push
                jobs:
                  bad:
                    runs-on: ubuntu-latest
                    steps:
                      - run: |
                          echo the reason is here
                          exit 3
                  after:
                    needs: bad
                    runs-on: ubuntu-latest
                    steps:
                      - run: echo never
                """);
        Terminal.Shown json = terminal.run("run", "--json");
        assertThat(json.code()).isEqualTo(1);
        JsonNode run = json.json().path(0);
        assertThat(run.path("state").asString()).isEqualTo("failed");
        assertThat(run.path("jobs").path(0).path("steps").toString()).contains("\"exitCode\":3");
        assertThat(run.path("jobs").path(1).path("state").asString()).isEqualTo("skipped");
        Terminal.Shown watched = terminal.watched().run("run", "-j", "bad");
        assertThat(watched.code()).isEqualTo(1);
        assertThat(watched.out()).contains("\u001b[2K").contains("   the reason is here");
    }

    @Test
    void nothingToRunSaysWhy() throws Exception {
        Terminal.Shown none = terminal.run("run");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("there is no workflow in .github/workflows");
        assertThat(terminal.run("run", "--secret", "NOT_THERE").code()).isEqualTo(2);
        Terminal.Shown named = terminal.run("run", "nowhere.yml");
        assertThat(named.code()).isEqualTo(1);
        assertThat(named.err()).contains("there is no workflow 'nowhere.yml' in ");
        assertThat(terminal.run("run", "--help").out()).contains("--secrets-file", "--watch");
    }

    @Test
    void lintNamesEveryProblemByItsPlace() throws Exception {
        terminal.workflow(
                """
                on: push
                jobs:
                  a:
                    runs-on: ubuntu-latest
                    needs: ghost
                    steps:
                      - run: echo
                """);
        Files.writeString(folder.resolve("duru.yml"), "app: shop\nreplicas: 2\n");
        Terminal.Shown shown = terminal.run("lint");
        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.out())
                .containsPattern("\\.github/workflows/ci\\.yml:5:\\d+: error: .*ghost")
                .containsPattern("duru\\.yml:2:1: error: .*replicas");
        JsonNode json = terminal.run("lint", "--json").json();
        assertThat(json).hasSizeGreaterThanOrEqualTo(2);
        assertThat(json.path(0).path("line").asInt()).isEqualTo(5);
        Files.delete(folder.resolve("duru.yml"));
        terminal.workflow("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo\n");
        Terminal.Shown clean = terminal.run("lint");
        assertThat(clean.code()).as(clean.out()).isZero();
    }
}
