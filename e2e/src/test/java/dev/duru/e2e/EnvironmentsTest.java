package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
    private Terminal terminal;

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void whatIsDeclaredIsPlannedAppliedRunAndDestroyed() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        terminal = new Terminal(folder, tree);
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            WorkTree work = new WorkTree(tree, duru.url(), password);
            work.write("duru.yml", MANIFEST);
            String first = work.commit(0);
            work.push();
            terminal.login(duru.url(), "mina", password);
            terminal.awaitLive("production", first);
            awaitPlan("1", "2 to create", "is in force");

            assertThat(
                            terminal.done(
                                            "exec",
                                            "staging",
                                            "--",
                                            "sh",
                                            "-c",
                                            "echo in $DURU_ENV; echo; echo end")
                                    .out())
                    .isEqualTo("in staging\n\nend\n");
            Terminal.Shown failing =
                    terminal.duru("", "exec", "staging", "--", "sh", "-c", "echo no; exit 7");
            assertThat(failing.code()).isEqualTo(1);
            assertThat(failing.out()).isEqualTo("no\n");
            assertThat(failing.err()).contains("exit code 7");
            assertThat(terminal.done("lock", "staging").out()).contains("not locked");

            work.write("duru.yml", MANIFEST.replace("drain: 1s", "replicas: 2"));
            assertThat(terminal.done("plan").out())
                    .contains("change production", "replicas", "1 -> 2");
            work.write("duru.yml", MANIFEST.replace("drain: 1s", "replica: 2"));
            Terminal.Shown wrong = terminal.duru("", "plan");
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.out()).contains("duru.yml:8:33").contains("replicas");

            work.write("duru.yml", MANIFEST.replace("drain: 1s", "replicas: 2"));
            String second = work.commit(1);
            work.push();
            terminal.awaitLive("production", second);
            awaitPlan("2", "1 to change", "is in force");

            work.write("duru.yml", MANIFEST.replaceAll("(?m)^  production: .*\n", ""));
            String third = work.commit(2);
            work.push();
            terminal.awaitLive("staging", third);
            awaitPlan("3", "1 to destroy", "waits for duru apply --destroy");
            Terminal.Shown unsaid = terminal.duru("", "apply", "production");
            assertThat(unsaid.code()).isEqualTo(1);
            assertThat(unsaid.err()).contains("say its name once more");
            terminal.done("apply", "--destroy", "production");
            awaitPlan("3", "1 to destroy", "is in force");
            assertThat(terminal.done("status", "--json").out())
                    .doesNotContain("\"name\":\"production\"");
        }
    }

    private void awaitPlan(String number, String... lines) {
        Await.until(
                "plan " + number + " says " + String.join(", ", lines),
                PATIENCE,
                () -> {
                    Terminal.Shown plan = terminal.duru("", "plan", "--number", number);
                    return plan.code() == 0
                            && List.of(lines).stream().allMatch(line -> plan.out().contains(line));
                });
    }
}
