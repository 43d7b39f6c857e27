package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.Replica;
import dev.duru.delivery.Runtime;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.delivery.runtime.local.AppFolders;
import dev.duru.delivery.runtime.local.LogCapture;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import dev.duru.delivery.runtime.local.Restarts;
import dev.duru.kernel.ProblemException;
import dev.duru.manifest.Hosting;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One release in the cluster: its objects, its pods. */
final class KubernetesWorkload {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesWorkload.class);
    private static final Duration CHECK_AGAIN = Duration.ofSeconds(5);
    private static final String POD = "pod";
    private static final String SCALE = "scale";
    private static final String SETTLED = "settled";
    static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final PatchContext MERGE =
            new PatchContext.Builder()
                    .withPatchType(PatchType.JSON_MERGE)
                    .withFieldManager(Cluster.MANAGER)
                    .build();

    private final WorkloadId id;
    private final Placement place;
    private final Cluster cluster;
    private final AppFolders folders;
    private final InstantSource clock;
    private final ReplicaFolder words;
    private final SortedMap<Integer, String> pods = new TreeMap<>();
    private final Map<Integer, LogCapture> logs = new HashMap<>();
    private final Map<String, KubernetesTask> tasks = new HashMap<>();
    private final Upkeep upkeep;
    private @Nullable Workload wanted;
    private String waitsFor = "";
    private OwnObjects own = OwnObjects.NONE;
    private OwnObjects.@Nullable Image ownImage;
    private Instant deletedAt = Instant.EPOCH;
    private List<Replica> seen = List.of();
    private int expected;
    private int port;
    private Scale scale;

    KubernetesWorkload(
            WorkloadId id,
            Placement place,
            Cluster cluster,
            AppFolders folders,
            InstantSource clock) {
        this.id = id;
        this.place = place;
        this.cluster = cluster;
        this.folders = folders;
        this.clock = clock;

        this.words = new ReplicaFolder(folders.of(id));
        this.upkeep = new Upkeep(cluster, words);
        this.port = words.port().orElse(0);
        this.scale = Scale.of(words.text(SCALE).orElse(""));
        for (int index : AppFolders.indexes(folders.of(id))) {
            folders.replica(id, index).text(POD).ifPresent(pod -> pods.put(index, pod));
        }
    }

    Placement place() {
        return place;
    }

    /**
     * See {@link Runtime#ensure}.
     *
     * @param beside what the repository wants beside the replicas; the release does not count as up
     *     until that was ready once
     */
    synchronized List<Replica> ensure(
            Workload workload, List<HasMetadata> beside, List<HasMetadata> objects) {
        wanted = workload;
        listens(workload.hosting().kubernetes().port());
        expected = workload.replicas();
        try {
            Instant now = clock.instant();
            List<HasMetadata> all = Stream.concat(beside.stream(), objects.stream()).toList();
            if (upkeep.begins(all, workload.leavesChanges(), now)) {
                objects.forEach(object -> upkeep.keep(object, now));
                keepBeside(beside, now);
                upkeep.ends(now);
            }
            return look();
        } catch (ProblemException e) {
            if (Cluster.away(e) && !seen.isEmpty()) {
                LOG.warn("pods of {} are left alone: {}", id, e.detail());
                return seen;
            }
            throw e;
        }
    }

    /** See {@link Runtime#changes}. */
    synchronized List<Runtime.Change> changes() {
        return upkeep.changes();
    }

    /** See {@link Runtime#putBack}. */
    synchronized void putBack() {
        upkeep.putBack();
    }

    /**
     * Keeps the port for the next Duru, for which pods without an address would be on their way
     * out.
     */
    private void listens(int now) {
        if (now != port) {
            port = now;
            words.write("port", String.valueOf(now));
        }
    }

    private void keepBeside(List<HasMetadata> beside, Instant now) {
        List<String> lacks = new ArrayList<>();
        for (HasMetadata object : beside) {
            // A Job runs once for a release, also when the cluster tidies up after it.
            String job = "job-" + object.getMetadata().getName();
            boolean once = object.getKind().equals("Job");
            if (!once || cluster.find(object).isPresent() || words.text(job).isEmpty()) {
                String unready = OwnObjects.unready(upkeep.keep(object, now));
                if (!unready.isEmpty()) {
                    lacks.add(unready);
                } else if (once) {
                    words.write(job, "done");
                }
            }
        }
        waitsFor =
                words.text(SETTLED).filter(t -> !t.isEmpty()).isPresent()
                        ? ""
                        : String.join("; ", lacks);
        if (lacks.isEmpty() && !beside.isEmpty()) {
            words.write(SETTLED, "yes");
        }
    }

    /**
     * What the repository describes, written out once.
     *
     * @param image of the release
     * @param write writes it out
     */
    synchronized OwnObjects own(OwnObjects.Image image, Supplier<OwnObjects> write) {
        if (!image.equals(ownImage)) {
            own = write.get();
            ownImage = image;
        }
        return own;
    }

    /** The task of a name, the same object each time. */
    synchronized KubernetesTask task(String name) {
        return tasks.computeIfAbsent(
                name,
                n ->
                        new KubernetesTask(
                                place, id.release(), n, cluster, taskFolder(folders, id, n)));
    }

    static ReplicaFolder taskFolder(AppFolders folders, WorkloadId id, String name) {
        return new ReplicaFolder(folders.of(id).resolve("tasks").resolve(name));
    }

    /** How it is to be reached; empty until it was asked for in this Duru's life. */
    synchronized Optional<Hosting.Kubernetes> how() {
        return Optional.ofNullable(wanted).map(w -> w.hosting().kubernetes());
    }

    /** Takes no more output. */
    synchronized void close() {
        logs.values().forEach(LogCapture::close);
        tasks.values().forEach(KubernetesTask::close);
    }

    synchronized List<Runtime.Event> told() {
        return upkeep.events();
    }

    synchronized List<Replica> look() {
        Map<String, String> labels = place.labels(id.release());
        Map<String, PodSight> found = new LinkedHashMap<>();
        for (Pod pod : cluster.pods(place.namespace(), labels)) {
            PodSight sight = PodSight.of(pod);
            found.put(sight.name(), sight);
        }
        List.copyOf(pods.keySet()).stream()
                .filter(index -> !found.containsKey(pods.get(index)))
                .forEach(this::leave);
        if (scale.leaving() && pods.size() <= scale.replicas()) {
            // Whichever pods went, also by themselves: those that stay get the low numbers.
            List.copyOf(pods.tailMap(scale.replicas()).keySet()).forEach(this::leave);
        }
        for (PodSight sight : found.values()) {
            if (!pods.containsValue(sight.name())) {
                number(sight);
            }
        }
        List<Replica> all = new ArrayList<>();
        pods.forEach((index, name) -> {
            PodSight sight = found.get(name);
            if (sight != null) {
                all.add(replica(index, sight));
            }
        });
        waiting(all);
        seen = List.copyOf(all);
        return seen;
    }

    /** A pod has its number no more; one that takes it after a shrink is no restart. */
    private void leave(int index) {
        pods.remove(index);
        if (scale.leaving()) {
            folders.replica(id, index).forget();
        }
    }

    /** The lowest number that no pod has. */
    private void number(PodSight sight) {
        int index = 0;
        while (pods.containsKey(index)) {
            index++;
        }
        pods.put(index, sight.name());
        ReplicaFolder folder = folders.replica(id, index);
        folder.write(POD, sight.name());
        folder.write("restarts", "0");
        Restarts starts = folder.starts();
        folder.keepStart(0, starts.with(sight.startedAt().truncatedTo(ChronoUnit.MILLIS)));
    }

    private Replica replica(int index, PodSight sight) {
        ReplicaFolder folder = folders.replica(id, index);
        int known =
                folder.text("restarts")
                        .filter(t -> t.matches("\\d{1,9}"))
                        .map(Integer::valueOf)
                        .orElse(0);
        Instant now = clock.instant();
        if (sight.restarts() > known) {
            // Restarts that nobody watched count as one: when they were is not known.
            folder.keepStart(0, folder.starts().with(now.truncatedTo(ChronoUnit.MILLIS)));
            folder.write("restarts", String.valueOf(sight.restarts()));
        }
        if (sight.ran()) {
            follow(index, sight);
        }
        Restarts starts = folder.starts();
        int recent = starts.recent(now);
        Workload workload = wanted;
        String detail = sight.reason();
        if (recent > 0 || sight.state() == Replica.State.DEAD) {
            String lines = folder.lastLines();
            detail =
                    starts.named(now)
                            + (detail.isEmpty() ? "it answers" : detail)
                            + (lines.isEmpty() ? "" : "; its last lines:\n" + lines);
        }
        boolean waits = !waitsFor.isEmpty() && sight.state() == Replica.State.HEALTHY;
        if (waits) {
            detail = waitsFor;
        }
        return new Replica(
                index,
                waits ? Replica.State.STARTING : sight.state(),
                sight.ip().isEmpty() || port == 0 ? "" : sight.ip() + ":" + port,
                starts.first(sight.startedAt()),
                recent,
                workload == null ? detail : workload.masked(detail),
                sight.told());
    }

    private void follow(int index, PodSight sight) {
        LogCapture log = logs.computeIfAbsent(index, i -> new LogCapture(folders.replica(id, i)));
        log.keepFollowing(
                sight.name() + " " + sight.restarts(),
                (since, sink) -> cluster.copyOutput(place.namespace(), sight, since, sink));
    }

    /** Stands in for pods that the cluster has not made, with what it says about that. */
    private void waiting(List<Replica> all) {
        if (all.size() >= expected) {
            return;
        }
        Deployment deployment = deployment();
        String why = reason(deployment);
        Instant since =
                deployment == null
                        ? clock.instant()
                        : PodSight.time(
                                deployment.getMetadata().getCreationTimestamp(), clock.instant());
        for (int i = 0; i < expected; i++) {
            if (!pods.containsKey(i)) {
                all.add(new Replica(i, Replica.State.STARTING, "", since, 0, why));
            }
        }
        all.sort(java.util.Comparator.comparing(Replica::index));
    }

    static String reason(@Nullable Deployment deployment) {
        if (deployment == null) {
            return "its Deployment is not there";
        }
        if (deployment.getStatus() == null) {
            return "the cluster has not looked at its Deployment yet";
        }
        Long observed = deployment.getStatus().getObservedGeneration();
        Long generation = deployment.getMetadata().getGeneration();
        if (generation != null && (observed == null || observed < generation)) {
            return "the cluster has not looked at its Deployment yet";
        }
        return deployment.getStatus().getConditions().stream()
                .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
                .findFirst()
                .map(c -> "no pod can be made (" + c.getReason() + "): " + c.getMessage())
                .orElse("its pod is not made yet");
    }

    /** How many pods to ask the cluster for, when so many are wanted. */
    synchronized Scale scale(int replicas) {
        keep(scale.atLeast(replicas));
        return scale;
    }

    private void keep(Scale next) {
        if (!next.equals(scale)) {
            scale = next;
            words.write(SCALE, next.toString());
        }
    }

    /** Scales down by the pods with the highest numbers; whether no pod beyond so many is left. */
    synchronized boolean shrink(int replicas) {
        expected = replicas;
        upkeep.forget();
        keep(scale.shrunk(replicas));
        Deployment deployment = deployment();
        if (deployment != null && !Integer.valueOf(replicas).equals(asked(deployment))) {
            mark(replicas);
            cluster.ask(c -> {
                delete(c, cluster.apis().autoscaling(), "HorizontalPodAutoscaler");
                c.resource(deployment).patch(MERGE, "{\"spec\":{\"replicas\":" + replicas + "}}");
                return true;
            });
        }
        boolean gone = all().size() <= replicas;
        if (gone) {
            seen = look();
        }
        return gone;
    }

    private static @Nullable Integer asked(Deployment deployment) {
        return deployment.getSpec() == null ? null : deployment.getSpec().getReplicas();
    }

    /**
     * Says which pods are to go first; one that went by itself needs no mark. An old cluster does
     * not heed that: there they are asked to end by name, just before fewer are wanted, and what
     * the cluster makes in their place goes again, because it is not ready yet.
     */
    private void mark(int kept) {
        boolean heeds = cluster.apis().heedsDeletionCost();
        for (Pod pod : cluster.pods(place.namespace(), place.labels(id.release()))) {
            pods.forEach((index, name) -> {
                if (index >= kept && name.equals(pod.getMetadata().getName())) {
                    String mark =
                            "{\"metadata\":{\"annotations\":{\"%s\":\"-%d\"}}}"
                                    .formatted(DELETION_COST, index + 1);
                    cluster.unlessGone(c -> {
                        if (heeds) {
                            c.resource(pod).patch(MERGE, mark);
                        } else {
                            c.resource(pod).delete();
                        }
                    });
                }
            });
        }
    }

    private @Nullable Deployment deployment() {
        return cluster.ask(c ->
                c.apps()
                        .deployments()
                        .inNamespace(place.namespace())
                        .withName(place.release(id.release()))
                        .get());
    }

    /** The pods, those on their way out too. */
    private List<Pod> all() {
        return cluster.ask(c ->
                c.pods()
                        .inNamespace(place.namespace())
                        .withLabels(place.labels(id.release()))
                        .list()
                        .getItems());
    }

    /** Deletes all objects; whether no pod is left. */
    synchronized boolean stop(Duration grace) {
        String space = place.namespace();
        Map<String, String> labels = place.labels(id.release());
        Instant now = clock.instant();
        if (now.isAfter(deletedAt.plus(CHECK_AGAIN))) {
            deletedAt = now;
            upkeep.forget();
            delete(space, labels, grace);
        }
        boolean gone = all().isEmpty();
        if (gone) {
            expected = 0;
            keep(Scale.NONE);
            words.write(SETTLED, "");
            logs.values().forEach(LogCapture::close);
            pods.clear();
            tasks.values().forEach(KubernetesTask::close);
            tasks.clear();
            for (int index : AppFolders.indexes(folders.of(id))) {
                folders.replica(id, index).forget();
            }
        }
        return gone;
    }

    private void delete(String space, Map<String, String> labels, Duration grace) {
        Apis apis = cluster.apis();
        cluster.ask(c -> {
            c.apps().deployments().inNamespace(space).withLabels(labels).delete();
            delete(c, apis.autoscaling(), "HorizontalPodAutoscaler");
            delete(c, apis.disruption(), "PodDisruptionBudget");
            c.services().inNamespace(space).withLabels(labels).delete();
            c.batch()
                    .v1()
                    .jobs()
                    .inNamespace(space)
                    .withLabels(place.tasks(id.release()))
                    .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                    .delete();
            c.configMaps().inNamespace(space).withLabels(labels).delete();
            c.secrets().inNamespace(space).withLabels(labels).delete();
            if (grace.isZero()) {
                c.pods().inNamespace(space).withLabels(labels).withGracePeriod(0).delete();
            }
            return true;
        });
    }

    private void delete(KubernetesClient client, String version, String kind) {
        client.genericKubernetesResources(version, kind)
                .inNamespace(place.namespace())
                .withLabels(place.labels(id.release()))
                .delete();
    }
}
