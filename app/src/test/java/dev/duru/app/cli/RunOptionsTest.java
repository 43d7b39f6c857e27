package dev.duru.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code duru run} can be told. */
final class RunOptionsTest {
    private static final String MATRIX =
            """
            name: Grid
            on: push
            jobs:
              first:
                runs-on: ubuntu-latest
                steps: [{ run: echo one }]
              grid:
                needs: first
                runs-on: ubuntu-latest
                if: github.ref != 'x'
                strategy: { matrix: { os: [a, b], v: [1, 2] } }
                steps:
                  - name: Say
                    run: echo "cell ${{ matrix.os }}${{ matrix.v }} ${{ vars.WHO }} ${{ secrets.TOKEN }}"
            """;

    @TempDir private Path folder;
    private Terminal terminal;

    @BeforeEach
    void files() throws Exception {
        terminal = new Terminal(folder, folder);
    }

    @Test
    void aCellWithVariablesAndSecretsOfAFile() throws Exception {
        terminal.workflow(MATRIX);
        Files.writeString(folder.resolve("s.env"), "# mine\nexport TOKEN=\"sesame\\n4711\"\n");
        Terminal.Shown shown =
                terminal.run(
                        "run",
                        "--matrix",
                        "os:b",
                        "--matrix",
                        "v:2",
                        "--var",
                        "WHO=Mina",
                        "--secrets-file",
                        "s.env");
        assertThat(shown.code()).as(shown.err() + shown.out()).isZero();
        assertThat(shown.out())
                .contains("cell b2 Mina ***")
                .doesNotContain("cell a")
                .doesNotContain("cell b1")
                .doesNotContain("sesame");
        Terminal.Shown none = terminal.run("run", "--matrix", "os:c");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.out() + none.err()).contains("has no cell with os:c");
        assertThat(terminal.run("run", "--matrix", "os").code()).isEqualTo(2);
    }

    @Test
    void aDryRunSaysWhatWouldRun() throws Exception {
        terminal.workflow(MATRIX);
        Terminal.Shown shown = terminal.run("run", "--dry-run", "-j", "grid", "--matrix", "v:1");
        assertThat(shown.code()).isZero();
        assertThat(shown.out())
                .isEqualTo(
                        """
                        .github/workflows/ci.yml: Grid on push
                          first
                            Run echo one
                          grid (a, 1) after first if github.ref != 'x'
                            Say
                          grid (b, 1) after first if github.ref != 'x'
                            Say
                        """);
        JsonNode json = terminal.run("run", "--dry-run", "--json").json();
        assertThat(json.path(0).path("jobs")).hasSize(5);
    }

    @Test
    void theEventIsTheOneThatAFileTakesAndHasItsPayload() throws Exception {
        terminal.workflow(
                """
                on: { issues: { types: [labeled] } }
                jobs:
                  a:
                    runs-on: ubuntu-latest
                    steps:
                      - run: echo "${{ github.event_name }} ${{ github.event.action }} ${{ github.event.issue.title }}"
                """);
        Files.writeString(folder.resolve("e.json"), "{\"issue\": {\"title\": \"it burns\"}}");
        Terminal.Shown shown = terminal.run("run", "ci.yml", "--payload", "e.json");
        assertThat(shown.out()).contains("issues labeled it burns");
        Files.writeString(folder.resolve("e.json"), "[]");
        Terminal.Shown wrong = terminal.run("run", "ci.yml", "--payload", "e.json");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("e.json is no JSON object");
    }

    @Test
    void whatIsDoneOtherwiseIsSaidFirst() throws Exception {
        terminal.workflow(
                """
                on: push
                jobs:
                  a:
                    runs-on: ubuntu-latest
                    snapshot: image
                    steps: [{ run: echo }]
                """);
        Terminal.Shown shown = terminal.run("run");
        assertThat(shown.code()).isZero();
        assertThat(shown.err()).contains(".github/workflows/ci.yml:5:5: `snapshot`: ");
    }

    @Test
    void dotenvFiles() {
        assertThat(
                        Dotenv.parse(
                                "s",
                                "A=1 # one\r\n\n#x\n B = 'a \\n # b' # c\nC=\"1\n2\\t\\\"\"\nD=\nE=a=b"))
                .isEqualTo(
                        Map.of("A", "1", "B", "a \\n # b", "C", "1\n2\t\"", "D", "", "E", "a=b"));
        assertThatThrownBy(() -> Dotenv.parse("s.env", "A=1\nwhat is this\n"))
                .isInstanceOf(WrongUsage.class)
                .hasMessage("s.env:2: write NAME=VALUE");
        assertThatThrownBy(() -> Dotenv.parse("s.env", "A=\"1\nB=2\n"))
                .hasMessage("s.env:1: the quote is not closed");
    }

    @Test
    @Timeout(120)
    void aWatchRunsAgainAndCancelsWhatStillRuns() throws Exception {
        terminal.workflow(one("echo first; sleep 600"));
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        PrintStream told = new PrintStream(new Lines(lines), true, StandardCharsets.UTF_8);
        Surroundings surroundings =
                new Surroundings(
                        Map.of(),
                        folder,
                        folder,
                        new ByteArrayInputStream(new byte[0]),
                        told,
                        told,
                        false);
        Thread watch =
                Thread.ofPlatform()
                        .start(() -> new Cli(surroundings, List.of()).run("run", "--watch"));
        try {
            await(lines, "a | first");
            terminal.workflow(one("echo second"));
            await(lines, "runs again");
            await(lines, "cancelled");
            await(lines, "a | second");
            await(lines, "waiting for changes");
            terminal.workflow("on: [");
            await(lines, "ci.yml:1");
            terminal.workflow(one("echo third"));
            await(lines, "a | third");
        } finally {
            watch.interrupt();
            watch.join();
        }
        assertThat(watch.isAlive()).isFalse();
    }

    private static String one(String script) {
        return "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: "
                + script
                + "\n";
    }

    private static void await(BlockingQueue<String> lines, String part) throws Exception {
        StringBuilder seen = new StringBuilder();
        while (true) {
            String line = lines.poll(60, TimeUnit.SECONDS);
            assertThat(line).as("no line with '" + part + "' after\n" + seen).isNotNull();
            if (line.contains(part)) {
                return;
            }
            seen.append(line).append('\n');
        }
    }

    /** Hands on whole lines. */
    private static final class Lines extends OutputStream {
        private final BlockingQueue<String> lines;
        private final StringBuilder line = new StringBuilder();

        Lines(BlockingQueue<String> lines) {
            this.lines = lines;
        }

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                lines.add(line.toString());
                line.setLength(0);
            } else {
                line.append((char) b);
            }
        }
    }
}
