package dev.duru.delivery.runtime.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.Containers;
import dev.duru.containers.EngineUnavailableException;
import dev.duru.delivery.Replica;
import dev.duru.delivery.TaskLook;
import dev.duru.delivery.TaskOrder;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.delivery.runtime.local.AppFolders;
import dev.duru.delivery.runtime.local.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All replicas of one release in the engine. */
final class ContainerWorkload {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerWorkload.class);

    private final WorkloadId id;
    private final Surroundings around;
    private final SortedMap<Integer, ReplicaContainer> replicas = new TreeMap<>();
    private final Map<String, ContainerTask> tasks = new HashMap<>();
    private @Nullable Workload wanted;
    private @Nullable String healthPath;
    private String image = "";
    private boolean away;

    /** Takes over what the folders say is running. */
    ContainerWorkload(WorkloadId id, Surroundings around) {
        this.id = id;
        this.around = around;
        for (int index : AppFolders.indexes(around.folders().of(id))) {
            if (!around.folders().replica(id, index).starts().starts().isEmpty()) {
                replica(index);
            }
        }
    }

    private ReplicaContainer replica(int index) {
        return replicas.computeIfAbsent(
                index,
                i ->
                        new ReplicaContainer(
                                i,
                                new Watched(
                                        i,
                                        around.folders().replica(id, i),
                                        around.probe(),
                                        around.clock())));
    }

    synchronized List<Replica> ensure(Workload workload) {
        healthPath = workload.healthPath();
        wanted = workload;
        try {
            ContainerEngine engine = around.engine().connected();
            see(engine);
            supply(engine, workload);
            Plan plan = new Plan(around.instance(), workload);
            for (int i = 0; i < workload.replicas(); i++) {
                replica(i).keepRunning(engine, plan, image);
            }
            away = false;
        } catch (EngineUnavailableException e) {
            around.engine().lost();
            if (replicas.isEmpty()) {
                throw e;
            }
            tellAway(e);
        }
        return describe();
    }

    private void supply(ContainerEngine engine, Workload workload) {
        if (image.isEmpty()) {
            around.folders().open(id, workload.version());
            image = around.supplies().bring(engine, workload);
        }
    }

    /** See {@link dev.duru.delivery.Runtime#task}. */
    synchronized TaskLook task(Workload workload, TaskOrder order) {
        ContainerTask task = task(order.name());
        if (!task.known() && order.command().isEmpty()) {
            return new TaskLook(TaskLook.State.LOST, -1, "it never began");
        }
        TaskLook look;
        try {
            ContainerEngine engine = around.engine().connected();
            supply(engine, workload);
            look =
                    task.advance(
                            engine,
                            taskContainers(engine).get(order.name()),
                            () ->
                                    new Plan(around.instance(), workload)
                                            .task(order, image, engine.version().kind()),
                            around.clock().instant());
        } catch (EngineUnavailableException e) {
            around.engine().lost();
            if (!task.known()) {
                throw e;
            }
            tellAway(e);
            look = task.look();
        }
        return new TaskLook(look.state(), look.exit(), workload.masked(look.detail()));
    }

    private ContainerTask task(String name) {
        return tasks.computeIfAbsent(name, n -> new ContainerTask(around.folders().task(id, n)));
    }

    private Map<String, Containers.Listed> taskContainers(ContainerEngine engine) {
        Map<String, Containers.Listed> found = new HashMap<>();
        for (Containers.Listed each :
                engine.containers().list(Plan.labels(around.instance(), id))) {
            String name = each.labels().getOrDefault(Plan.TASK, "");
            if (!name.isEmpty()) {
                found.put(name, each);
            }
        }
        return found;
    }

    synchronized void killTask(String name) {
        ContainerEngine engine = around.engine().connected();
        task(name).kill(engine, taskContainers(engine).get(name));
    }

    private void tellAway(EngineUnavailableException e) {
        if (!away) {
            LOG.warn("replicas of {} are left alone: {}", id, e.getMessage());
        }
        away = true;
    }

    synchronized List<Replica> look() {
        try {
            if (!replicas.isEmpty()) {
                see(around.engine().connected());
            }
        } catch (EngineUnavailableException e) {
            around.engine().lost();
            tellAway(e);
        }
        return describe();
    }

    private void see(ContainerEngine engine) {
        Map<Integer, Containers.Listed> found = listed(engine);
        found.keySet().forEach(this::replica);
        replicas.forEach((index, replica) -> replica.see(engine, found.get(index)));
    }

    private Map<Integer, Containers.Listed> listed(ContainerEngine engine) {
        Map<Integer, Containers.Listed> found = new HashMap<>();
        for (Containers.Listed each :
                engine.containers().list(Plan.labels(around.instance(), id))) {
            String index = each.labels().getOrDefault(Plan.REPLICA, "");
            if (index.matches("\\d{1,4}")) {
                found.put(Integer.valueOf(index), each);
            }
        }
        return found;
    }

    private List<Replica> describe() {
        List<Replica> all = new ArrayList<>();
        for (ReplicaContainer replica : replicas.values()) {
            Replica seen = replica.look(healthPath);
            Workload known = wanted;
            all.add(known == null ? seen : seen.withDetail(known.masked(seen.detail())));
        }
        return all;
    }

    /** Whether all from an index on have ended and nothing is left of them. */
    synchronized boolean stop(int kept, Duration grace) {
        ContainerEngine engine = around.engine().connected();
        Map<Integer, Containers.Listed> found = listed(engine);
        found.keySet().forEach(this::replica);
        replicas.tailMap(kept)
                .entrySet()
                .removeIf(each -> each.getValue().stop(engine, found.get(each.getKey()), grace));
        boolean gone = replicas.tailMap(kept).isEmpty();
        if (gone && kept == 0) {
            Map<String, Containers.Listed> left = taskContainers(engine);
            Set<String> names = new HashSet<>(left.keySet());
            names.addAll(around.folders().tasks(id));
            names.forEach(name -> task(name).leave(engine, left.get(name)));
        }
        return gone;
    }

    /** Takes no more output. */
    synchronized void close() {
        replicas.values().forEach(ReplicaContainer::close);
        tasks.values().forEach(ContainerTask::close);
    }
}
