package dev.duru.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact.CommitPushed;
import dev.duru.kernel.Fact.RunQueued;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunEchoTest {
    private static final ProjectName SHOP = new ProjectName("team", "shop");

    @TempDir Path folder;

    @Test
    void namesTheRunsThatAPushStartedAndNoOthers() {
        try (Database database = Database.open(folder.resolve("db"), InstantSource.system());
                Ledger ledger = new Ledger(database)) {
            ledger.consume("pipeline")
                    .on(
                            CommitPushed.class,
                            pushed ->
                                    database.update(tx -> {
                                        if (!pushed.ref().equals("refs/heads/quiet")) {
                                            tx.append(run(pushed, 12));
                                        }
                                    }))
                    .start();
            RunEcho echo = new RunEcho(ledger, "pipeline", () -> "http://duru.test");
            CommitPushed main = pushed("refs/heads/main");
            CommitPushed quiet = pushed("refs/heads/quiet");
            database.update(tx -> {
                tx.append(run(main, 11));
                tx.append(main);
                tx.append(quiet);
            });
            List<String> lines = new ArrayList<>();
            Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
            echo.follow(SHOP, List.of(main, quiet), deadline, lines::add);
            assertThat(lines).containsExactly("run 12 started: http://duru.test/team/shop/runs/12");
            assertThat(Instant.now()).isBefore(deadline);
        }
    }

    @Test
    void waitsNoLongerThanTheDeadline() {
        try (Database database = Database.open(folder.resolve("db"), InstantSource.system());
                Ledger ledger = new Ledger(database)) {
            CommitPushed main = pushed("refs/heads/main");
            database.update(tx -> tx.append(main));
            List<String> lines = new ArrayList<>();
            new RunEcho(ledger, "pipeline", () -> "http://duru.test")
                    .follow(SHOP, List.of(main), Instant.now(), lines::add);
            assertThat(lines).isEmpty();
        }
    }

    private static CommitPushed pushed(String ref) {
        return new CommitPushed(
                SHOP, "c".repeat(40), ref, "", "mina", "Title", "Mina", Instant.EPOCH);
    }

    private static RunQueued run(CommitPushed pushed, long number) {
        return new RunQueued(
                SHOP, pushed.commit(), number, "ci.yml", "CI", "push", pushed.ref(), pushed.by());
    }
}
