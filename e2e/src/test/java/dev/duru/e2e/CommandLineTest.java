package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
    private Terminal terminal;

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void fromLoginToRollback() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        terminal = new Terminal(folder, tree);
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            WorkTree work = new WorkTree(tree, duru.url(), password);
            work.write("duru.yml", MANIFEST);
            String first = work.commit(0);
            work.push();
            terminal.login(duru.url(), "mina", password);

            deliver(first);
            Terminal.Shown log = terminal.done("logs", "--run", "1");
            assertThat(log.out()).contains("javac -J-XX:TieredStopAtLevel=1 -d build Hello.java");
            String second = work.commit(1);
            work.push();
            deliver(second);

            Terminal.Shown status = terminal.done("status");
            assertThat(status.out())
                    .contains(
                            "mina/hello", "staging", "production", second.substring(0, 8), "run 2")
                    .doesNotContain("\u001b[");
            assertThat(
                            terminal.done("query", "sum(duru_edge_requests_total)", "--json")
                                    .json()
                                    .path("status"))
                    .hasToString("\"success\"");

            terminal.done("rollback", "production", "--reason", "for a try");
            terminal.awaitLive("production", first);
            Terminal.Shown again = terminal.duru("", "promote", "production");
            assertThat(again.code()).isEqualTo(1);
            assertThat(again.err()).contains("quarantine");

            Terminal.Shown backup = terminal.duru("", "backup");
            assertThat(backup.code()).isEqualTo(1);
            assertThat(backup.err()).contains("only administrators");
        }
    }

    /** Follows a commit to staging, approves it, and follows it to production. */
    private void deliver(String commit) {
        terminal.awaitLive("staging", commit);
        Await.until(
                "something waits for approval",
                PATIENCE,
                () -> terminal.duru("", "approve", "--comment", "looks good").code() == 0);
        terminal.awaitLive("production", commit);
    }
}
