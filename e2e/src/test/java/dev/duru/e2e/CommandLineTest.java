package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.Cli;
import dev.duru.app.cli.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A developer who uses nothing but git and the command line, against the whole program. */
class CommandLineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String MANIFEST =
            """
            app: hello
            package:
              files: { app/: build/ }
              run: java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx48m -cp app Hello
              health: /
            environments:
              staging: { from: main }
              production:
                after: staging
                approve: { role: approver, count: 1, self: true }
            """;

    @TempDir Path folder;
    private Path tree;

    private record Shown(int code, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    private Shown duru(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings =
                new Surroundings(
                        Map.of("XDG_CONFIG_HOME", folder.resolve("config").toString()),
                        tree,
                        folder,
                        new ByteArrayInputStream(input.getBytes(UTF_8)),
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        false);
        int code = new Cli(surroundings, List.of()).run(args);
        return new Shown(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    private Shown done(String... args) {
        Shown shown = duru("", args);
        assertThat(shown.code()).as(String.join(" ", args) + ": " + shown.err()).isZero();
        return shown;
    }

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void fromLoginToRollback() throws Exception {
        tree = Files.createDirectories(folder.resolve("tree"));
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            WorkTree work = new WorkTree(tree, duru.url(), password);
            work.write("duru.yml", MANIFEST);
            String first = work.commit(0);
            work.push();
            Shown in =
                    duru(
                            password + "\n",
                            "login",
                            duru.url().toString(),
                            "--user",
                            "mina",
                            "--password-stdin");
            assertThat(in.code()).as(in.err()).isZero();

            deliver(first);
            Shown log = done("logs", "--run", "1");
            assertThat(log.out()).contains("javac -J-XX:TieredStopAtLevel=1 -d build Hello.java");
            String second = work.commit(1);
            work.push();
            deliver(second);

            Shown status = done("status");
            assertThat(status.out())
                    .contains(
                            "mina/hello", "staging", "production", second.substring(0, 8), "run 2")
                    .doesNotContain("\u001b[");
            assertThat(
                            done("query", "sum(duru_edge_requests_total)", "--json")
                                    .json()
                                    .path("status"))
                    .hasToString("\"success\"");

            done("rollback", "production", "--reason", "for a try");
            awaitLive("production", first);
            Shown again = duru("", "promote", "production");
            assertThat(again.code()).isEqualTo(1);
            assertThat(again.err()).contains("quarantine");

            Shown backup = duru("", "backup");
            assertThat(backup.code()).isEqualTo(1);
            assertThat(backup.err()).contains("only administrators");
        }
    }

    /** Follows a commit to staging, approves it, and follows it to production. */
    private void deliver(String commit) {
        awaitLive("staging", commit);
        Await.until(
                "something waits for approval",
                PATIENCE,
                () -> duru("", "approve", "--comment", "looks good").code() == 0);
        awaitLive("production", commit);
    }

    private void awaitLive(String environment, String commit) {
        Await.until(
                commit + " is live in " + environment,
                PATIENCE,
                () -> {
                    for (JsonNode each : done("status", "--json").json().path("environments")) {
                        if (each.path("name").asString().equals(environment)) {
                            return each.path("live").path("commit").asString("").equals(commit);
                        }
                    }
                    return false;
                });
    }
}
