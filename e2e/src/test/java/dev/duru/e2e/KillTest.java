package dev.duru.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.app.cli.ApiClient;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
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
 * The whole story again and again: a faulty change is taken back, quarantined and made an issue,
 * and its fix goes to production and closes the issue. During each change's way Duru is killed with
 * {@code kill -9} at a random moment and started again. Whatever was acknowledged is there, every
 * change ends as it must, and no visitor sees an error but from a faulty release.
 */
class KillTest {
    private static final int STORIES = 10;
    private static final Duration WAY_OF_A_FIX = Duration.ofMillis(6000);
    private static final Duration WAY_OF_A_FAULT = Duration.ofMillis(7000);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PROJECT = "mina/hello";

    @TempDir Path folder;
    private final List<String> log = new ArrayList<>();
    private DuruProcess duru;
    private WorkTree tree;
    private ApiClient mina;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void theStoryEndsWellHoweverOftenDuruIsKilled() throws Exception {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        System.out.println("KillTest: -Dduru.seed=" + seed);
        Random random = new Random(seed);
        try (DuruProcess process = DuruProcess.start(folder, DuruProcess.onThisClassPath())) {
            duru = process;
            String password = duru.addUser("mina");
            tree =
                    new WorkTree(
                            Files.createDirectories(folder.resolve("tree")), duru.url(), password);
            try (ApiClient client = ApiClient.withPassword(duru.url(), "mina", password)) {
                mina = client;
                mina.send("POST", "/api/v1/projects", Map.of("name", PROJECT, "public", true));
                String first = tree.commit(0);
                tree.push();
                await(first, "ReleaseDeployed");
                try (Visitors visitors =
                        new Visitors(duru.edgePort(), "production.hello.mina.localhost")) {
                    for (int story = 1; story <= STORIES; story++) {
                        tell(story, random);
                    }
                    visitors.close();
                    assertThat(visitors.failures())
                            .as("failed visits, seed " + seed)
                            .allMatch(failure -> failure.startsWith("500 faulty"));
                    assertThat(visitors.answered()).isGreaterThan(2 * STORIES);
                }
            }
        } catch (AssertionError | RuntimeException e) {
            log.forEach(System.out::println);
            throw e;
        }
    }

    private void tell(int story, Random random) throws Exception {
        String fault = tree.commit("Story " + story + ", faulty", 2 * story - 1, true);
        pushAndKill("fault " + story, random.nextLong(WAY_OF_A_FAULT.toNanos()));
        await(fault, "RolledBack");
        await(fault, "DigestQuarantined");
        long issue = await(fault, "IssueOpened").path("fact").path("number").asLong();
        once(fault, List.of("CommitPushed", "ImagePublished", "RolledBack", "IssueOpened"));
        assertThat(issueState(issue)).as("issue " + issue).isEqualTo("open");

        String fix = tree.commit("Mend it\n\nFixes #" + issue, 2 * story, false);
        pushAndKill("fix " + story, random.nextLong(WAY_OF_A_FIX.toNanos()));
        await(fix, "ReleaseDeployed");
        once(fix, List.of("CommitPushed", "ImagePublished"));
        Await.until(
                "issue " + issue + " is closed",
                PATIENCE,
                () -> issueState(issue).equals("closed"));
    }

    private void pushAndKill(String what, long delay) throws IOException, InterruptedException {
        Thread killer =
                Thread.ofVirtual()
                        .start(() -> {
                            LockSupport.parkNanos(delay);
                            kill();
                        });
        boolean acknowledged = tree.tryPush();
        killer.join();
        log.add(
                what
                        + ": killed "
                        + delay / 1_000_000
                        + " ms after the push began; acknowledged: "
                        + acknowledged);
        duru.restart();
        if (!acknowledged) {
            tree.push();
        }
    }

    private void kill() {
        try {
            duru.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until a commit has a fact of a kind, in production where the kind has environments. */
    private JsonNode await(String commit, String kind) {
        List<JsonNode> found = new ArrayList<>();
        try {
            Await.until(
                    commit + " has a " + kind,
                    PATIENCE,
                    () -> {
                        for (JsonNode entry : facts(commit)) {
                            boolean here =
                                    entry.path("fact")
                                            .path("environment")
                                            .asString("production")
                                            .equals("production");
                            if (kind(entry).equals(kind) && here) {
                                found.add(entry);
                            } else if (isEndOtherThan(kind, entry)) {
                                throw new AssertionError("it ended otherwise: " + entry);
                            }
                        }
                        return !found.isEmpty();
                    });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; its facts: " + facts(commit), e);
        }
        return found.getFirst();
    }

    private static boolean isEndOtherThan(String wanted, JsonNode entry) {
        return switch (kind(entry)) {
            case "DeploymentFailed", "PackagingFailed" -> true;
            case "RolledBack" -> wanted.equals("ReleaseDeployed");
            default -> false;
        };
    }

    private void once(String commit, List<String> kinds) {
        List<JsonNode> facts = facts(commit);
        for (String kind : kinds) {
            assertThat(facts.stream().filter(fact -> kind(fact).equals(kind)))
                    .as("one " + kind + ": " + facts)
                    .hasSize(1);
        }
    }

    private String issueState(long number) {
        return mina.read("/api/v1/projects/" + PROJECT + "/issues/" + number)
                .path("state")
                .asString();
    }

    private List<JsonNode> facts(String commit) {
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
