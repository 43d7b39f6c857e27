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

/** Environments as code, by git and the command line, against the whole program. */
class EnvironmentsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String MANIFEST =
            """
            app: hello
            package:
              files: { app/: build/ }
              run: java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx48m -cp app Hello
              health: /
            environments:
              staging: { from: main, release: 'echo migrated $DURU_ENV' }
              production: { after: staging, drain: 1s }
            """;

    @TempDir Path folder;
    private Path tree;

    private record Shown(int code, String out, String err) {}

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

    private String done(String... args) {
        Shown shown = duru("", args);
        assertThat(shown.code()).as(String.join(" ", args) + ": " + shown.err()).isZero();
        return shown.out();
    }

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void whatIsDeclaredIsPlannedAppliedRunAndDestroyed() throws Exception {
        tree = Files.createDirectories(folder.resolve("tree"));
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            WorkTree work = new WorkTree(tree, duru.url(), password);
            work.write("duru.yml", MANIFEST);
            String first = work.commit(0);
            work.push();
            String url = duru.url().toString();
            assertThat(
                            duru(
                                            password + "\n",
                                            "login",
                                            url,
                                            "--user",
                                            "mina",
                                            "--password-stdin")
                                    .code())
                    .isZero();
            awaitLive("production", first);
            awaitPlan("1", "2 to create", "is in force");

            assertThat(done("exec", "staging", "--", "sh", "-c", "echo in $DURU_ENV"))
                    .isEqualTo("in staging\n");
            Shown failing = duru("", "exec", "staging", "--", "sh", "-c", "echo no; exit 7");
            assertThat(failing.code()).isEqualTo(1);
            assertThat(failing.out()).isEqualTo("no\n");
            assertThat(failing.err()).contains("exit code 7");
            assertThat(done("lock", "staging")).contains("not locked");

            work.write("duru.yml", MANIFEST.replace("drain: 1s", "replicas: 2"));
            assertThat(done("plan")).contains("change production", "replicas", "1 -> 2");
            work.write("duru.yml", MANIFEST.replace("drain: 1s", "replica: 2"));
            Shown wrong = duru("", "plan");
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.out()).contains("duru.yml:8:33").contains("replicas");

            work.write("duru.yml", MANIFEST.replace("drain: 1s", "replicas: 2"));
            String second = work.commit(1);
            work.push();
            awaitLive("production", second);
            awaitPlan("2", "1 to change", "is in force");

            work.write("duru.yml", MANIFEST.replaceAll("(?m)^  production: .*\n", ""));
            String third = work.commit(2);
            work.push();
            awaitLive("staging", third);
            awaitPlan("3", "1 to destroy", "waits for duru apply --destroy");
            Shown unsaid = duru("", "apply", "production");
            assertThat(unsaid.code()).isEqualTo(1);
            assertThat(unsaid.err()).contains("say its name once more");
            done("apply", "--destroy", "production");
            awaitPlan("3", "1 to destroy", "is in force");
            assertThat(done("status", "--json")).doesNotContain("\"name\":\"production\"");
        }
    }

    private void awaitPlan(String number, String... lines) {
        Await.until(
                "plan " + number + " says " + String.join(", ", lines),
                PATIENCE,
                () -> {
                    Shown plan = duru("", "plan", "--number", number);
                    return plan.code() == 0
                            && List.of(lines).stream().allMatch(line -> plan.out().contains(line));
                });
    }

    private void awaitLive(String environment, String commit) {
        Await.until(
                commit + " is live in " + environment,
                PATIENCE,
                () -> {
                    JsonNode status = JsonMapper.shared().readTree(done("status", "--json"));
                    for (JsonNode each : status.path("environments")) {
                        if (each.path("name").asString().equals(environment)) {
                            return each.path("live").path("commit").asString("").equals(commit);
                        }
                    }
                    return false;
                });
    }
}
