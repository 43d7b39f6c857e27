package dev.duru.infrastructure;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.kernel.Told;
import dev.duru.kernel.Tx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The station with a delivery that only notes what it is told. */
final class World implements AutoCloseable {
    static final ProjectName SHOP = ProjectName.parse("team/shop");
    static final Actor MINA = new Actor("mina", Role.MAINTAINER);
    static final Actor QUINN = new Actor("quinn", Role.APPROVER);

    final Map<String, String> texts = new ConcurrentHashMap<>();
    final Map<String, Running.Live> running = new ConcurrentHashMap<>();
    final List<Enact.Order> orders = new CopyOnWriteArrayList<>();
    final Foreign foreign = new Foreign();
    final Path folder;
    Database database;
    Ledger ledger;
    Infrastructure station;

    /** What the next order to reconfigure says; null for a release. */
    volatile String refusal;

    World(Path folder) {
        this(folder, Map.of());
    }

    /** With what commits declare that were pushed before it opens. */
    World(Path folder, Map<String, String> texts) {
        this.folder = folder;
        this.texts.putAll(texts);
        open();
    }

    void open() {
        database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        database.update(tx ->
                tx.sql()
                        .execute(
                                "create table if not exists told (environment text, kind text, number integer)"));
        ledger = new Ledger(database);
        station =
                new Infrastructure(
                        database,
                        ledger,
                        new Ports(
                                (project, commit) -> Optional.ofNullable(texts.get(commit)),
                                project -> "main",
                                project -> List.copyOf(running.values()),
                                this::order,
                                foreign),
                        InstantSource.system());
        station.start();
    }

    /** Noted in the transaction too, so that what was told is known after a kill. */
    private long order(Tx tx, Enact.Order order) {
        if (order instanceof Enact.Order.Reconfigure && refusal != null) {
            throw ProblemException.user(refusal);
        }
        orders.add(order);
        long release = 100 + tx.next(SHOP.toString(), "told");
        tx.sql()
                .execute(
                        "insert into told (environment, kind, number) values (?, ?, ?)",
                        order.environment(),
                        order.getClass().getSimpleName(),
                        release);
        return order instanceof Enact.Order.Reconfigure ? release : 0;
    }

    /** What others changed, as the test says. */
    static final class Foreign implements Changes {
        final List<Change> changes = new CopyOnWriteArrayList<>();
        final List<String> putBack = new CopyOnWriteArrayList<>();

        @Override
        public List<Change> of(ProjectName project) {
            return List.copyOf(changes);
        }

        @Override
        public void putBack(ProjectName project, String environment) {
            putBack.add(environment);
        }
    }

    static String commit(int n) {
        return "%040x".formatted(0xabcdef0000L + n);
    }

    void push(int n, String branch, String by, String text) {
        texts.put(commit(n), text);
        append(
                new Fact.CommitPushed(
                        SHOP, commit(n), "refs/heads/" + branch, "", by, "c", by, Instant.EPOCH));
    }

    void push(int n, String text) {
        push(n, "main", "mina", text);
    }

    void append(Fact fact) {
        database.update(tx -> tx.append(fact));
    }

    /** A release runs in an environment with the declaration of a commit. */
    void live(String environment, long release, int config) {
        running.put(
                environment,
                new Running.Live(
                        environment,
                        release,
                        "sha256:1",
                        commit(config),
                        false,
                        "mina",
                        Instant.now()));
        append(
                new Fact.ReleaseDeployed(
                        SHOP, commit(config), release, environment, "sha256:1", ""));
    }

    Plan current() {
        return database.read(sql -> new PlanStore(sql).current(SHOP)).orElseThrow();
    }

    Step step(String environment) {
        return current().steps().stream()
                .filter(step -> step.environment().equals(environment))
                .findFirst()
                .orElseThrow();
    }

    <F extends Fact> F await(Class<F> kind, Predicate<F> which) {
        return new Told(ledger).await(kind, which, Duration.ofSeconds(60));
    }

    <F extends Fact> List<F> facts(Class<F> kind) {
        return new Told(ledger).facts(kind);
    }

    @Override
    public void close() {
        station.close();
        ledger.close();
        database.close();
    }
}
