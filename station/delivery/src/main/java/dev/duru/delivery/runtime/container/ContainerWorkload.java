package dev.duru.delivery.runtime.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.Containers;
import dev.duru.containers.EngineUnavailableException;
import dev.duru.delivery.Replica;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.delivery.runtime.local.AppFolders;
import dev.duru.delivery.runtime.local.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            if (image.isEmpty()) {
                around.folders().open(id, workload.version());
                image = around.supplies().bring(engine, workload);
            }
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
        return replicas.tailMap(kept).isEmpty();
    }

    /** Takes no more output. */
    synchronized void close() {
        replicas.values().forEach(ReplicaContainer::close);
    }
}
