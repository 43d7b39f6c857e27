package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import dev.duru.kernel.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Change after change goes from push to production while Duru is killed with {@code kill -9} at a
 * random moment of each change's way and started again. Whatever was acknowledged is there, every
 * change arrives, and visitors of production notice nothing.
 */
class KillTest {
    private static final int KILLS = 20;
    private static final Duration LONGEST_WAY = Duration.ofMillis(6000);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PROJECT = "mina/hello";

    @TempDir Path folder;
    private final List<String> log = new ArrayList<>();

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everyChangeArrivesHoweverOftenDuruIsKilled() throws Exception {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        System.out.println("KillTest: -Dduru.seed=" + seed);
        Random random = new Random(seed);
        try (DuruProcess duru = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            String password = duru.addUser("mina");
            WorkTree tree =
                    new WorkTree(
                            Files.createDirectories(folder.resolve("tree")), duru.url(), password);
            try (ApiClient mina = ApiClient.withPassword(duru.url(), "mina", password)) {
                mina.send("POST", "/api/v1/projects", Map.of("name", PROJECT, "public", true));
                String first = tree.commit(0);
                tree.push();
                awaitLive(mina, first);
                try (Visitors visitors =
                        new Visitors(duru.edgePort(), "production.hello.mina.localhost")) {
                    for (int round = 1; round <= KILLS; round++) {
                        killDuringOneChange(
                                duru, tree, mina, round, random.nextLong(LONGEST_WAY.toNanos()));
                    }
                    visitors.close();
                    assertThat(visitors.failures()).as("failed visits, seed " + seed).isEmpty();
                    assertThat(visitors.answered()).isGreaterThan(KILLS);
                }
            }
        } catch (AssertionError | RuntimeException e) {
            log.forEach(System.out::println);
            throw e;
        }
    }

    private void killDuringOneChange(
            DuruProcess duru, WorkTree tree, ApiClient mina, int round, long delay)
            throws Exception {
        String commit = tree.commit(round);
        Thread killer =
                Thread.ofVirtual()
                        .start(() -> {
                            LockSupport.parkNanos(delay);
                            kill(duru);
                        });
        boolean acknowledged = tree.tryPush();
        killer.join();
        log.add(
                "round "
                        + round
                        + ": killed "
                        + delay / 1_000_000
                        + " ms after the push began; acknowledged: "
                        + acknowledged);
        duru.restart();
        if (!acknowledged) {
            tree.push();
        }
        awaitLive(mina, commit);
        List<JsonNode> facts = facts(mina, commit);
        assertThat(facts.stream().filter(fact -> kind(fact).equals("CommitPushed")))
                .as("pushed once: " + facts)
                .hasSize(1);
        assertThat(facts.stream().filter(fact -> kind(fact).equals("ImagePublished")))
                .as("one image: " + facts)
                .hasSize(1);
    }

    private static void kill(DuruProcess duru) {
        try {
            duru.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitLive(ApiClient mina, String commit) {
        try {
            Await.until(
                    commit + " is live",
                    PATIENCE,
                    () -> {
                        List<JsonNode> facts = facts(mina, commit);
                        facts.stream()
                                .filter(fact ->
                                        List.of("DeploymentFailed", "RolledBack", "PackagingFailed")
                                                .contains(kind(fact)))
                                .findFirst()
                                .ifPresent(fact -> {
                                    throw new AssertionError(
                                            "a good change did not arrive: " + fact);
                                });
                        return facts.stream()
                                .anyMatch(fact ->
                                        kind(fact).equals("ReleaseDeployed")
                                                && fact.path("fact")
                                                        .path("environment")
                                                        .asString()
                                                        .equals("production"));
                    });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; its facts: " + facts(mina, commit), e);
        }
    }

    private static List<JsonNode> facts(ApiClient mina, String commit) {
        List<JsonNode> facts = new ArrayList<>();
        long cursor = 0;
        try {
            while (true) {
                JsonNode page = mina.read("/api/v1/projects/" + PROJECT + "/facts?after=" + cursor);
                JsonNode entries = page.isArray() ? page : page.path("facts");
                if (entries.isEmpty()) {
                    return facts;
                }
                for (JsonNode entry : entries) {
                    cursor = Math.max(cursor, entry.path("sequence").asLong());
                    if (entry.path("fact").path("commit").asString("").equals(commit)) {
                        facts.add(entry);
                    }
                }
            }
        } catch (ProblemException e) {
            return facts;
        }
    }

    private static String kind(JsonNode entry) {
        return entry.path("kind").asString("");
    }
}
