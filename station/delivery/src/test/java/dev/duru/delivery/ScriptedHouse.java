package dev.duru.delivery;

import dev.duru.delivery.runtime.scripted.ScriptedRuntime;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Told;
import dev.duru.manifest.Environment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;

/** The station with a scripted runtime and readings that the test says. */
final class ScriptedHouse implements AutoCloseable {
    final Map<String, String> manifests = new ConcurrentHashMap<>();
    final Map<Long, MetricQuery.Reading> readings = new ConcurrentHashMap<>();
    final List<String> reverted = new CopyOnWriteArrayList<>();
    final OpenRequests branches = new OpenRequests();
    final RecordedTraffic traffic = new RecordedTraffic();
    final ScriptedRuntime runtime;
    final Database database;
    Ledger ledger;
    volatile Function<String, ValueQuery.Answer> values = q -> new ValueQuery.Answer.Nothing();
    volatile Function<GateJobs.Order, GateJobs.Look> gates = GateJobs.NONE::look;
    Delivery delivery;

    private final Path folder;

    ScriptedHouse(Path folder) {
        this.folder = folder;
        runtime = new ScriptedRuntime(folder.resolve("outputs"), InstantSource.system());
        database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        ledger = new Ledger(database);
        delivery = open();
    }

    private Delivery open() {
        Delivery opened =
                new Delivery(
                        database,
                        ledger,
                        ports(),
                        InstantSource.system(),
                        Blobs.open(folder.resolve("evidence")));
        opened.start();
        return opened;
    }

    private DeliveryPorts ports() {
        return new DeliveryPorts(
                (project, commit) -> Optional.ofNullable(manifests.get(commit)),
                (environment, names) -> new HashMap<>(),
                (app, environment, release, window) ->
                        readings.getOrDefault(release, new MetricQuery.NoTraffic()),
                (app, promql, at) -> values.apply(promql),
                order -> gates.apply(order),
                (app, environment, release, from, to) ->
                        readings.getOrDefault(release, new MetricQuery.NoTraffic()),
                (project, by, bad, good, message) -> {
                    reverted.add(bad + " to " + good);
                    return "revert-" + bad.substring(0, 12);
                },
                traffic,
                Map.of(Environment.RuntimeKind.PROCESS, runtime),
                WaitingJobs.NONE,
                JobEnvironments.NONE,
                StandingRules.NONE,
                CommitLog.NONE,
                Images.NONE,
                branches);
    }

    /** Every branch is there; the test says which merge requests are open. */
    static final class OpenRequests implements Branches {
        private final Map<Long, Request> open = new ConcurrentHashMap<>();

        void open(long number, String branch, String head) {
            open.put(number, new Request(number, branch, head));
        }

        void close(long number) {
            open.remove(number);
        }

        @Override
        public boolean exists(ProjectName project, String branch) {
            return true;
        }

        @Override
        public List<Request> requests(ProjectName project) {
            return List.copyOf(open.values());
        }
    }

    RehearseGates rehearsal() {
        DeliveryPorts ports = ports();
        return new RehearseGates(
                database, ledger, new Specs(database, ports.manifests(), ports.standing()), ports);
    }

    /** Another Duru comes; what runs goes on. */
    void restart() {
        delivery.close();
        ledger.close();
        ledger = new Ledger(database);
        delivery = open();
    }

    static MetricQuery.Signals signals(long requests, long errors) {
        return new MetricQuery.Signals(
                requests, errors, (double) errors / requests, 0.01, 0.02, 0.03, 10);
    }

    static String digest(int n) {
        return "sha256:" + "%064x".formatted(n);
    }

    /** Commit {@code n} was pushed to main by mina, and its image published. */
    String publish(int n, String manifest) {
        return publishOn("main", n, manifest);
    }

    /** The same of another branch. */
    String publishOn(String branch, int n, String manifest) {
        return publishRef("refs/heads/" + branch, n, manifest);
    }

    void append(Fact fact) {
        database.update(tx -> tx.append(fact));
    }

    /** The same of any ref. */
    String publishRef(String ref, int n, String manifest) {
        manifests.put(TestHouse.commit(n), manifest);
        database.update(tx -> {
            tx.append(
                    new Fact.CommitPushed(
                            TestHouse.SHOP,
                            TestHouse.commit(n),
                            ref,
                            "",
                            "mina",
                            "change <" + n + ">",
                            "Mina",
                            Instant.EPOCH));
            tx.append(
                    new Fact.ImagePublished(
                            TestHouse.SHOP,
                            TestHouse.commit(n),
                            digest(n),
                            "team/shop",
                            ref,
                            n,
                            1000));
        });
        return digest(n);
    }

    <F extends Fact> F await(Class<F> kind, Predicate<F> which) {
        return new Told(ledger).await(kind, which, Duration.ofSeconds(30));
    }

    <F extends Fact> List<F> facts(Class<F> kind) {
        return new Told(ledger).facts(kind);
    }

    @Override
    public void close() {
        delivery.close();
        ledger.close();
        database.close();
    }
}
