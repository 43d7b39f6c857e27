package dev.duru.delivery;

import dev.duru.containers.EngineSearch;
import dev.duru.delivery.runtime.container.ContainerRuntime;
import dev.duru.delivery.runtime.kubernetes.Cluster;
import dev.duru.delivery.runtime.kubernetes.KubernetesRuntime;
import dev.duru.delivery.runtime.kubernetes.KubernetesSettings;
import dev.duru.delivery.runtime.kubernetes.KubernetesTraffic;
import dev.duru.delivery.runtime.process.ProcessRuntime;
import dev.duru.delivery.runtime.process.Sandbox;
import dev.duru.delivery.traffic.edge.EdgeSignals;
import dev.duru.delivery.traffic.edge.EdgeTraffic;
import dev.duru.edge.EdgeProcess;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.kernel.Told;
import dev.duru.manifest.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The station with its real parts: SQLite, processes, the edge; in a temporary folder. */
public final class TestHouse implements AutoCloseable {
    static final ProjectName SHOP = ProjectName.parse("team/shop");
    static final Actor MINA = new Actor("mina", Role.MAINTAINER);
    static final Actor QUINN = new Actor("quinn", Role.APPROVER);

    final Path data;
    final TestImages images;
    private final Path manifests;
    final Map<String, String> secrets = new ConcurrentHashMap<>();
    final EdgeProcess edge;
    Database database;
    Ledger ledger;
    Delivery delivery;
    EdgeTraffic traffic;
    EdgeSignals signals;
    ProcessRuntime runtime;
    private final Path engine;
    private final Path cluster;
    private @Nullable ContainerRuntime containers;
    private @Nullable KubernetesRuntime pods;

    TestHouse(Path folder) {
        this(folder, new TestImages(folder.resolve("scratch")));
    }

    TestHouse(Path folder, TestImages images) {
        this.data = folder.resolve("data");
        this.engine = folder.resolve("engine");
        this.cluster = folder.resolve("cluster");
        this.manifests = folder.resolve("manifests");
        this.images = images;
        data.toFile().mkdirs();
        this.edge =
                new EdgeProcess(
                        EdgeProcess.Settings.likeThisProcess(data.resolve("edge"), "127.0.0.1", 0));
        open();
    }

    /** Opens the station on what is in the folder. */
    void open() {
        database = Database.open(data.resolve("duru.db"), InstantSource.system());
        ledger = new Ledger(database);
        traffic = new EdgeTraffic(edge);
        signals = new EdgeSignals(traffic);
        runtime = new ProcessRuntime(data, images, Sandbox.detect(), InstantSource.system());
        delivery =
                new Delivery(
                        database,
                        ledger,
                        new DeliveryPorts(
                                (project, commit) -> manifest(commit),
                                (environment, names) -> {
                                    Map<String, String> found = new java.util.HashMap<>(secrets);
                                    found.keySet().retainAll(names);
                                    return found;
                                },
                                signals,
                                shares(),
                                runtimes()),
                        InstantSource.system(),
                        Blobs.open(data.resolve("evidence")));
        delivery.start();
    }

    /** Says where a container engine and its registry are, also to a station to come. */
    static void useContainers(Path folder, String engine, String registry) throws IOException {
        Files.writeString(folder.resolve("engine"), engine + "\n" + registry);
    }

    /** Says which cluster there is, in which namespace, and the registry of its nodes. */
    static void useCluster(Path folder, Path kubeconfig, String space, String registry)
            throws IOException {
        Files.writeString(folder.resolve("cluster"), kubeconfig + "\n" + space + "\n" + registry);
    }

    private static RegistryAccess registry(String address) {
        return () ->
                new RegistryAccess.Registry(
                        address, true, TestRegistry.USER, TestRegistry.PASSWORD);
    }

    /** The edge, with a cluster before it where there is one. */
    private Traffic shares() {
        if (!Files.exists(cluster)) {
            return traffic;
        }
        try {
            List<String> lines = Files.readAllLines(cluster);
            Cluster there = Cluster.of(new KubernetesSettings(Path.of(lines.get(0)), lines.get(1)));
            pods =
                    new KubernetesRuntime(
                            data.resolve("kubernetes"),
                            there,
                            registry(lines.get(2)),
                            RepositoryFiles.NONE,
                            InstantSource.system());
            return new KubernetesTraffic(pods, there, traffic, InstantSource.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<Environment.RuntimeKind, Runtime> runtimes() {
        if (pods != null) {
            return Map.of(
                    Environment.RuntimeKind.PROCESS,
                    runtime,
                    Environment.RuntimeKind.KUBERNETES,
                    pods);
        }
        if (!Files.exists(engine)) {
            return Map.of(Environment.RuntimeKind.PROCESS, runtime);
        }
        try {
            List<String> lines = Files.readAllLines(engine);
            containers =
                    new ContainerRuntime(
                            data.resolve("containers"),
                            new EngineSearch(lines.get(0), Map.of()),
                            registry(lines.get(1)),
                            InstantSource.system());
            return Map.of(
                    Environment.RuntimeKind.PROCESS,
                    runtime,
                    Environment.RuntimeKind.CONTAINER,
                    containers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the station as a restart of Duru does: what runs goes on. */
    void leave() {
        delivery.close();
        signals.close();
        traffic.close();
        ledger.close();
        database.close();
    }

    private Optional<String> manifest(String commit) {
        try {
            return Optional.of(Files.readString(manifests.resolve(commit)));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    static String commit(int n) {
        return "%040x".formatted(0xabcdef0000L + n);
    }

    /** A commit was pushed by somebody, and its image of these arguments is in the registry. */
    String publish(int n, String manifest, String arguments) {
        String digest = images.app("release" + n + " " + arguments);
        publish(n, manifest, "mina", digest);
        return digest;
    }

    void publish(int n, String manifest, String pusher, String digest) {
        publish(database, manifests, n, manifest, pusher, digest);
    }

    static void publish(
            Database database,
            Path manifests,
            int n,
            String manifest,
            String pusher,
            String digest) {
        try {
            Files.createDirectories(manifests);
            Files.writeString(manifests.resolve(commit(n)), manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database.update(tx -> {
            tx.append(
                    new Fact.CommitPushed(
                            SHOP,
                            commit(n),
                            "refs/heads/main",
                            "",
                            pusher,
                            "change " + n,
                            pusher,
                            Instant.EPOCH));
            tx.append(
                    new Fact.ImagePublished(
                            SHOP, commit(n), digest, "team/shop", "refs/heads/main", n, 1000));
        });
    }

    public static EnvironmentKey environment(String name) {
        return new EnvironmentKey(SHOP, name);
    }

    Release release(String environment, String digest) {
        return delivery.releases(SHOP, 100).stream()
                .filter(r ->
                        r.environment().name().equals(environment) && r.digest().equals(digest))
                .findFirst()
                .orElseThrow();
    }

    <F extends Fact> F await(Class<F> kind, Predicate<F> which) {
        return await(kind, which, Duration.ofSeconds(60));
    }

    /** The first fact of a kind that fits, from the beginning on. */
    <F extends Fact> F await(Class<F> kind, Predicate<F> which, Duration patience) {
        return new Told(ledger).await(kind, which, patience);
    }

    <F extends Fact> List<F> facts(Class<F> kind) {
        return new Told(ledger).facts(kind);
    }

    List<Entry> entries() {
        return new Told(ledger).entries();
    }

    String story() {
        return new Told(ledger).story();
    }

    /** Ends everything that the test started. */
    @Override
    public void close() {
        delivery.close();
        for (Runtime each :
                Stream.of(runtime, containers, pods).filter(Objects::nonNull).toList()) {
            for (WorkloadId id : each.known()) {
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (!each.stop(id, Duration.ZERO) && System.nanoTime() < deadline) {
                    Thread.onSpinWait();
                }
            }
        }
        signals.close();
        traffic.close();
        edge.stop(Duration.ofSeconds(2));
        ledger.close();
        database.close();
    }
}
