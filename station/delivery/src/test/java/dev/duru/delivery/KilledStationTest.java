package dev.duru.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.ChildJvm;
import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The station is killed with {@code kill -9} at a random moment of each release's way: good
 * releases arrive all the same, bad ones are taken back, and visitors see failures of bad ones
 * only.
 */
class KilledStationTest {
    private static final String MANIFEST =
            """
            package: { health: /healthz }
            environments:
              production:
                from: main
                drain: 1s
                replicas: 2
                runtime: RUNTIME
                rollout: ROLLOUT
                verify: [{ name: errors, signal: error_ratio, below: 10%, minRequests: 10 }]
            """;

    /**
     * Of each round, by turns from a drawn one on: whatever the release before was rolled out by.
     */
    private static final List<String> ROLLOUTS =
            List.of(
                    "{ canary: [50%, 100%], every: 700ms, patience: 5s }",
                    "{ rolling: { surge: 1 }, every: 1s, patience: 5s }",
                    "{ blueGreen: { preview: 300ms }, every: 1s, patience: 1s }",
                    "{ canary: [{ shadow: 100%, for: 400ms }, { weight: 40%, requests: 20 }, 100%], every: 700ms, patience: 5s }",
                    "{ rolling: { surge: 0, unavailable: 1 }, every: 1s, patience: 5s }");

    @TempDir Path folder;

    /** duru.yml of a round, whose turn says which rollout it is. */
    String manifest(int turn) {
        return MANIFEST.replace("RUNTIME", runtime())
                .replace("ROLLOUT", ROLLOUTS.get(turn % ROLLOUTS.size()));
    }

    /** The longest that the station runs on after an image was published. */
    Duration longestWay() {
        return Duration.ofMillis(3500);
    }

    /** How long a release may take to arrive, or to be taken back. */
    Duration patience() {
        return Duration.ofSeconds(60);
    }

    /** Who asks the first release and all that come after it. */
    TestClient visitors(int edge) {
        return new TestClient(edge, TestHouse.environment("production"));
    }

    /** Whether bad releases take requests before they are found out. */
    boolean badOnesServe() {
        return true;
    }

    /** Whether a fact says that a bad release is over. */
    private boolean over(Fact fact, String commit) {
        return badOnesServe()
                ? fact instanceof Fact.RolledBack back && back.commit().equals(commit)
                : fact instanceof Fact.DeploymentFailed failed && failed.commit().equals(commit);
    }

    /** How often. */
    int kills() {
        return Integer.getInteger("duru.kills", 8);
    }

    /** Where releases run. */
    String runtime() {
        return "process";
    }

    /** An image that answers well, or with errors. */
    String image(TestImages images, int n, boolean good) {
        return images.app("release" + n + (good ? "" : " errors=50"));
    }

    /** What is there before the station. */
    void prepare(TestImages images) throws IOException {}

    /** Looks at what is there after the last round, where the release of this number is live. */
    void lawful(int live, long seed) {}

    /** Ends what {@link #prepare} began. */
    void tidy() throws IOException {}

    private Database database;
    private Ledger ledger;
    private Process station;

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void whatWasAcknowledgedArrivesOrIsTakenBack() throws Exception {
        long seed = Long.getLong("duru.seed", System.nanoTime());
        System.out.println("KilledStationTest: -Dduru.seed=" + seed);
        Random random = new Random(seed);
        int turn = random.nextInt(ROLLOUTS.size());
        Files.createDirectories(folder.resolve("data"));
        TestImages images = new TestImages(folder.resolve("scratch"));
        prepare(images);
        int port = start();
        database = Database.open(folder.resolve("data/duru.db"), InstantSource.system());
        ledger = new Ledger(database);
        Set<String> bad = new HashSet<>();
        try {
            publish(images, 0, turn, true);
            await(f -> f instanceof Fact.ReleaseDeployed d && is(d, 0), seed);
            TestClient visitors = visitors(port).start(50);
            int live = 0;
            for (int round = 1; round <= kills(); round++) {
                int n = round;
                boolean good = random.nextBoolean();
                if (!good) {
                    bad.add(TestHouse.commit(n));
                }
                publish(images, n, turn + n, good);
                LockSupport.parkNanos(random.nextLong(longestWay().toNanos()));
                station.destroyForcibly().waitFor();
                start();
                await(
                        f ->
                                good
                                        ? f instanceof Fact.ReleaseDeployed d && is(d, n)
                                        : over(f, TestHouse.commit(n)),
                        seed);
                live = good ? n : live;
            }
            lawful(live, seed);
            visitors.stop();
            assertThat(visitors.failuresByBody.keySet())
                    .as("failures of others than the bad releases; seed %d", seed)
                    .isSubsetOf(bad);
            assertThat(facts().stream().filter(Fact.ReleaseCreated.class::isInstance))
                    .as("each image made one release; seed %d", seed)
                    .hasSize(kills() + 1);
            assertThat(facts().stream().filter(Fact.DigestQuarantined.class::isInstance))
                    .hasSize(badOnesServe() ? bad.size() : 0);
        } finally {
            station.destroyForcibly().waitFor();
            ledger.close();
            database.close();
            new TestHouse(folder).close();
            tidy();
        }
    }

    private static boolean is(Fact.ReleaseDeployed deployed, int n) {
        return deployed.commit().equals(TestHouse.commit(n));
    }

    private void publish(TestImages images, int n, int turn, boolean good) {
        TestHouse.publish(
                database,
                folder.resolve("manifests"),
                n,
                manifest(turn),
                "mina",
                image(images, n, good));
    }

    private int start() throws IOException {
        station =
                ChildJvm.of(StationMain.class, 256, folder)
                        .redirectError(folder.resolve("station.log").toFile())
                        .start();
        BufferedReader out = station.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("open ")) {
                Thread.ofVirtual().start(() -> out.lines().forEach(ignored -> {}));
                return Integer.parseInt(line.substring(5));
            }
        }
        throw new IOException(Files.readString(folder.resolve("station.log")));
    }

    private List<Fact> facts() {
        return ledger.after(0, 10_000).stream().map(Entry::fact).toList();
    }

    /** Another process writes the facts, so only looking again tells. */
    private void await(Predicate<Fact> wanted, long seed) {
        long deadline = System.nanoTime() + patience().toNanos();
        Optional<Fact> found = Optional.empty();
        while (found.isEmpty()) {
            assertThat(System.nanoTime())
                    .as("seed %d; there is %s", seed, facts())
                    .isLessThan(deadline);
            LockSupport.parkNanos(50_000_000L);
            found = facts().stream().filter(wanted).findFirst();
        }
    }
}
