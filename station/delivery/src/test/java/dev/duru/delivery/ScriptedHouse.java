package dev.duru.delivery;

import dev.duru.delivery.runtime.scripted.ScriptedRuntime;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The station with a scripted runtime and readings that the test says. */
final class ScriptedHouse implements AutoCloseable {
    final Map<String, String> manifests = new ConcurrentHashMap<>();
    final Map<Long, MetricQuery.Reading> readings = new ConcurrentHashMap<>();
    final RecordedTraffic traffic = new RecordedTraffic();
    final ScriptedRuntime runtime;
    final Database database;
    final Ledger ledger;
    final Delivery delivery;

    ScriptedHouse(Path folder) {
        runtime = new ScriptedRuntime(folder.resolve("outputs"), InstantSource.system());
        database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        ledger = new Ledger(database);
        delivery =
                new Delivery(
                        database,
                        ledger,
                        new DeliveryPorts(
                                (project, commit) -> Optional.ofNullable(manifests.get(commit)),
                                (environment, names) -> new HashMap<>(),
                                (app, environment, release, window) ->
                                        readings.getOrDefault(release, new MetricQuery.NoTraffic()),
                                traffic,
                                Map.of(Environment.RuntimeKind.PROCESS, runtime)),
                        InstantSource.system(),
                        Blobs.open(folder.resolve("evidence")));
        delivery.start();
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
        manifests.put(TestHouse.commit(n), manifest);
        database.update(tx -> {
            tx.append(
                    new Fact.CommitPushed(
                            TestHouse.SHOP,
                            TestHouse.commit(n),
                            "refs/heads/main",
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
                            "refs/heads/main",
                            n,
                            1000));
        });
        return digest(n);
    }

    <F extends Fact> F await(Class<F> kind, Predicate<F> which) {
        Semaphore signal = new Semaphore(0);
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try (AutoCloseable watch = ledger.watch(entry -> signal.release())) {
            while (true) {
                Optional<F> found = facts(kind).stream().filter(which).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 || !signal.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                    throw new AssertionError(
                            "no "
                                    + kind.getSimpleName()
                                    + " came; there is "
                                    + ledger.after(0, 999));
                }
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    <F extends Fact> List<F> facts(Class<F> kind) {
        return ledger.after(0, 10_000).stream()
                .map(entry -> entry.fact())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    @Override
    public void close() {
        delivery.close();
        ledger.close();
        database.close();
    }
}
