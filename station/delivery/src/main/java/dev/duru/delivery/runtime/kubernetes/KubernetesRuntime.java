package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.RegistryAccess;
import dev.duru.delivery.Replica;
import dev.duru.delivery.RepositoryFiles;
import dev.duru.delivery.Runtime;
import dev.duru.delivery.TaskLook;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.delivery.runtime.local.AppFolders;
import dev.duru.kernel.ProblemException;
import dev.duru.manifest.Hosting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Runs replicas as pods of a cluster. */
public final class KubernetesRuntime implements Runtime, AutoCloseable {
    private static final String NAMESPACE = "namespace";

    private final AppFolders folders;
    private final Cluster cluster;
    private final RegistryAccess registry;
    private final OwnFiles files;
    private final Beside beside;
    private final InstantSource clock;
    private final String instance;
    private final Map<WorkloadId, KubernetesWorkload> workloads = new ConcurrentHashMap<>();

    /**
     * @param data a folder of the runtime's own; with it gone, pods that run are strangers
     */
    public KubernetesRuntime(
            Path data,
            Cluster cluster,
            RegistryAccess registry,
            RepositoryFiles files,
            InstantSource clock) {
        this.folders = new AppFolders(data.resolve("apps"));
        this.cluster = cluster;
        this.registry = registry;
        this.files =
                new OwnFiles(
                        files,
                        data.resolve("objects"),
                        System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        this.beside = new Beside(folders, cluster);
        this.clock = clock;
        this.instance = AppFolders.instance(data);
    }

    @Override
    public List<Replica> ensure(Workload workload) {
        KubernetesWorkload found = opened(workload);
        Scale scale = found.scale(workload.replicas());
        OwnObjects own = own(found, workload);
        boolean says = Beside.says(workload.id(), known());
        if (says) {
            beside.become(workload.id(), own.beside());
        }
        return found.ensure(
                workload,
                says ? own.beside() : List.of(),
                objects(found, workload, scale, own).all());
    }

    /**
     * What the repository describes of this release; a failure to write it out is the release's.
     */
    private OwnObjects own(KubernetesWorkload found, Workload workload) {
        Hosting.Own described = workload.hosting().kubernetes().own();
        if (described == null) {
            return OwnObjects.NONE;
        }
        Placement place = found.place();
        RegistryAccess.Registry from = registry.now();
        OwnObjects.Image image =
                new OwnObjects.Image(
                        Objects.imageName(workload, from),
                        from.user().isEmpty() ? "" : place.pullSecret());
        return found.own(
                image,
                () ->
                        OwnObjects.of(
                                files.yaml(workload, described, place.namespace()),
                                workload,
                                place,
                                image,
                                cluster::namespaced));
    }

    private KubernetesWorkload opened(Workload workload) {
        return workloads.computeIfAbsent(workload.id(), id -> open(id, workload));
    }

    private Objects objects(
            KubernetesWorkload found, Workload workload, Scale scale, OwnObjects own) {
        return new Objects(found.place(), workload, scale, registry.now(), cluster.apis(), own);
    }

    private KubernetesWorkload open(WorkloadId id, Workload workload) {
        String named = workload.hosting().kubernetes().namespace();
        String space = named.isEmpty() ? cluster.namespace() : named;
        folders.open(id, workload.version());
        try {
            Files.writeString(folders.of(id).resolve(NAMESPACE), space);
        } catch (IOException e) {
            throw new UncheckedIOException(folders.of(id) + " cannot be written", e);
        }
        return new KubernetesWorkload(
                id, Placement.of(instance, id, space), cluster, folders, clock);
    }

    /** What was started and not stopped, also by a Duru before this one. */
    private Optional<KubernetesWorkload> workload(WorkloadId id) {
        KubernetesWorkload known = workloads.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        return namespace(id)
                .map(space ->
                        workloads.computeIfAbsent(
                                id,
                                i ->
                                        new KubernetesWorkload(
                                                i,
                                                Placement.of(instance, i, space),
                                                cluster,
                                                folders,
                                                clock)));
    }

    private Optional<String> namespace(WorkloadId id) {
        try {
            return Optional.of(Files.readString(folders.of(id).resolve(NAMESPACE)).strip());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** Where the objects of a release are; empty for one that is not known here. */
    public Optional<Placement> placement(WorkloadId id) {
        return workload(id).map(KubernetesWorkload::place);
    }

    /** How a release is to be reached; empty until it was asked for in this Duru's life. */
    public Optional<Hosting.Kubernetes> how(WorkloadId id) {
        return workload(id).flatMap(KubernetesWorkload::how);
    }

    @Override
    public List<Replica> replicas(WorkloadId id) {
        return workload(id).map(KubernetesWorkload::look).orElse(List.of());
    }

    @Override
    public boolean shrink(WorkloadId id, int replicas, Duration grace) {
        return workload(id).map(found -> found.shrink(replicas)).orElse(true);
    }

    @Override
    public boolean stop(WorkloadId id, Duration grace) {
        Optional<KubernetesWorkload> found = workload(id);
        if (found.isEmpty()) {
            return true;
        }
        if (!found.get().stop(grace)) {
            return false;
        }
        workloads.remove(id);
        try {
            Files.deleteIfExists(folders.of(id).resolve(NAMESPACE));
        } catch (IOException e) {
            throw new UncheckedIOException(folders.of(id) + " cannot be written", e);
        }
        if (known().stream().noneMatch(other -> other.environment().equals(id.environment()))) {
            beside.become(id, List.of());
            forget(found.get().place());
        }
        folders.forgetOld(id.environment(), other -> namespace(other).isEmpty());
        return true;
    }

    /** What belongs to the environment and to no release goes with the last one. */
    private void forget(Placement place) {
        cluster.ask(c -> {
            String space = place.namespace();
            c.secrets().inNamespace(space).withName(place.pullSecret()).delete();
            c.services().inNamespace(space).withName(place.base()).delete();
            if (cluster.apis().hasRoutes()) {
                c.genericKubernetesResources(cluster.apis().routes(), "HTTPRoute")
                        .inNamespace(space)
                        .withName(place.base())
                        .delete();
            }
            return true;
        });
    }

    @Override
    public TaskLook task(Workload workload, TaskOrder order) {
        KubernetesWorkload found = opened(workload);
        return found.task(order.name())
                .look(workload, order, objects(found, workload, Scale.NONE, OwnObjects.NONE));
    }

    @Override
    public void stopTask(WorkloadId id, String name) {
        workload(id).ifPresent(found -> found.task(name).kill());
    }

    @Override
    public Optional<Path> taskOutput(WorkloadId id, String name) {
        return Optional.of(KubernetesWorkload.taskFolder(folders, id, name).output())
                .filter(Files::exists);
    }

    @Override
    public Set<WorkloadId> known() {
        return folders.all().stream()
                .filter(id -> namespace(id).isPresent())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<Event> events(WorkloadId id) {
        Optional<KubernetesWorkload> found = workload(id);
        if (found.isEmpty()) {
            return List.of();
        }
        Placement place = found.get().place();
        List<Event> events = new ArrayList<>(found.get().told());
        for (int index : AppFolders.indexes(folders.of(id))) {
            events.addAll(folders.replica(id, index).starts().events(index));
        }
        String release = place.release(id.release());
        try {
            cluster
                    .ask(c -> c.v1().events().inNamespace(place.namespace()).list().getItems())
                    .stream()
                    .filter(event -> about(event, release))
                    .forEach(event -> events.add(told(event)));
        } catch (ProblemException notAllowed) {
            events.add(new Event(clock.instant(), "the cluster's events", notAllowed.detail()));
        }
        events.sort(Comparator.comparing(Event::at).reversed());
        return events;
    }

    @Override
    public List<Change> changes(WorkloadId id) {
        return workload(id).map(KubernetesWorkload::changes).orElse(List.of());
    }

    @Override
    public void putBack(WorkloadId id) {
        workload(id).ifPresent(KubernetesWorkload::putBack);
    }

    private static boolean about(io.fabric8.kubernetes.api.model.Event event, String release) {
        String name =
                event.getInvolvedObject() == null ? null : event.getInvolvedObject().getName();
        return name != null && (name.equals(release) || name.startsWith(release + "-"));
    }

    private static Event told(io.fabric8.kubernetes.api.model.Event event) {
        Instant at =
                PodSight.time(
                        event.getLastTimestamp(),
                        PodSight.time(event.getMetadata().getCreationTimestamp(), null));
        return new Event(
                at,
                event.getInvolvedObject().getKind() + " " + event.getInvolvedObject().getName(),
                event.getReason() + ": " + event.getMessage());
    }

    @Override
    public List<AppOutput> outputs() {
        return folders.outputs();
    }

    /** Takes no more output and leaves the cluster; pods run on. */
    @Override
    public void close() {
        workloads.values().forEach(KubernetesWorkload::close);
        cluster.close();
    }
}
