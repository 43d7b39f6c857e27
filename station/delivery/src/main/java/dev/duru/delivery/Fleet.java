package dev.duru.delivery;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the replicas of an environment's releases are those that its state wants. Only
 * how long a copy has been without new requests is remembered, and begins anew after a restart.
 */
final class Fleet {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Workloads workloads;
    private final Traffic traffic;
    private final InstantSource clock;
    private final Map<WorkloadId, Leaving> leaving = new ConcurrentHashMap<>();

    /** Copies from an index on take no new requests since then. */
    private record Leaving(int from, Instant since) {}

    /**
     * What is there now.
     *
     * @param replicas by release
     * @param copies where copies are replaced a few at a time; null otherwise
     * @param ready whether the release that rolls out may run already
     * @param hopeless why it never can; null while it may
     */
    record Muster(
            Map<Long, List<Replica>> replicas,
            @Nullable Copies copies,
            boolean ready,
            @Nullable String hopeless) {
        List<Replica> of(Release release) {
            return replicas.getOrDefault(release.number(), List.of());
        }
    }

    Fleet(Workloads workloads, Traffic traffic, InstantSource clock) {
        this.workloads = workloads;
        this.traffic = traffic;
        this.clock = clock;
    }

    /** Starts and stops what the state of the releases asks for. */
    Muster muster(Scene scene, @Nullable Plan plan, @Nullable Release kept) {
        Map<Long, List<Replica>> replicas = new HashMap<>();
        Release live = scene.live();
        Release rolling = scene.rolling();
        Copies copies = null;
        boolean ready = true;
        String hopeless = null;
        if (rolling == null || plan == null) {
            keep(live, replicas);
        } else if (live != null && plan.style() == Plan.Style.STOP_FIRST) {
            ready = stopFirst(rolling, live, replicas);
            hopeless = ready ? fresh(rolling, workloads.replicas(rolling), replicas) : null;
        } else if (live != null
                && plan.style() == Plan.Style.GRADUAL
                && rolling.state() != ReleaseState.REVERTING) {
            copies = copies(rolling, live, plan);
            List<Replica> all = stable(live, copies.old());
            replicas.put(live.number(), all);
            hopeless = fresh(rolling, copies.fresh(), replicas);
        } else {
            keep(live, replicas);
            hopeless = fresh(rolling, workloads.replicas(rolling), replicas);
        }
        for (Release release : scene.leaving()) {
            if (release.equals(kept)) {
                keep(release, replicas);
            } else {
                replicas.put(release.number(), seen(release));
            }
        }
        return new Muster(replicas, copies, ready, hopeless);
    }

    private void keep(@Nullable Release release, Map<Long, List<Replica>> replicas) {
        if (release != null) {
            leaving.remove(release.workload());
            replicas.put(release.number(), ensured(release, workloads.replicas(release)));
        }
    }

    private List<Replica> ensured(Release release, int count) {
        try {
            return workloads.runtime(release).ensure(workloads.of(release).with(count));
        } catch (ProblemException e) {
            LOG.warn("release {} of {}: {}", release.number(), release.environment(), e.detail());
            return seen(release);
        }
    }

    List<Replica> seen(Release release) {
        try {
            return workloads.runtime(release).replicas(release.workload());
        } catch (ProblemException e) {
            return List.of();
        }
    }

    /**
     * One of the two runs: the new one, or, when it is taken back, the stable one.
     *
     * @return whether the new one may run
     */
    private boolean stopFirst(Release rolling, Release live, Map<Long, List<Replica>> replicas) {
        boolean back = rolling.state() == ReleaseState.REVERTING;
        Release first = back ? rolling : live;
        boolean gone = workloads.runtime(first).stop(first.workload(), workloads.drain(first));
        replicas.put(first.number(), List.of());
        if (back && gone) {
            keep(live, replicas);
        }
        return !back && gone;
    }

    /** What is wanted of both, as long as copies are being replaced. */
    private Copies copies(Release rolling, Release live, Plan plan) {
        List<Replica> fresh = seen(rolling);
        List<Replica> old = seen(live);
        if (rolling.state() == ReleaseState.HELD) {
            return new Copies(fresh.size(), old.size());
        }
        if (!plan.replacing(rolling.step())) {
            return new Copies(plan.room().replicas(), 0);
        }
        Copies.Seen coming = Copies.Seen.of(fresh);
        boolean serves = rolling.state() == ReleaseState.STEPPING;
        return Copies.next(plan.room(), serves ? coming : coming.notServing(), Copies.Seen.of(old));
    }

    private List<Replica> stable(Release live, int kept) {
        Leaving known = leaving.get(live.workload());
        List<Replica> all = kept == 0 ? seen(live) : ensured(live, kept);
        if (all.stream().noneMatch(replica -> replica.index() >= kept)) {
            leaving.remove(live.workload());
        } else if (known == null || known.from() != kept) {
            leaving.put(live.workload(), new Leaving(kept, clock.instant()));
        }
        return all;
    }

    /**
     * Ends the copies of the stable release that have no request left; after traffic was routed.
     */
    void settle(@Nullable Release live, List<Replica> replicas) {
        Leaving asked = live == null ? null : leaving.get(live.workload());
        if (live == null || asked == null) {
            return;
        }
        Duration drain = workloads.drain(live);
        boolean drained =
                asked.since().plus(drain).isBefore(clock.instant())
                        || replicas.stream()
                                .filter(replica -> replica.index() >= asked.from())
                                .allMatch(replica ->
                                        traffic.inFlight(live.workload(), replica.address()) == 0);
        if (drained) {
            workloads.runtime(live).shrink(live.workload(), asked.from(), drain);
        }
    }

    /** Keeps the release that rolls out running; says why when it never can. */
    private @Nullable String fresh(Release rolling, int count, Map<Long, List<Replica>> replicas) {
        if (rolling.state() == ReleaseState.REVERTING) {
            replicas.put(rolling.number(), seen(rolling));
            return null;
        }
        try {
            Workload workload = workloads.of(rolling).with(count);
            replicas.put(rolling.number(), workloads.runtime(rolling).ensure(workload));
        } catch (ProblemException e) {
            boolean hopeless =
                    e.code() != Problem.Code.RESOURCE
                            || rolling.since().plus(PATIENCE).isBefore(clock.instant());
            if (rolling.state() == ReleaseState.STARTING && hopeless) {
                return e.detail();
            }
            LOG.warn("release {} of {}: {}", rolling.number(), rolling.environment(), e.detail());
            replicas.put(rolling.number(), seen(rolling));
        }
        return null;
    }
}
