package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.manifest.Environment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over one environment: see to it that what should run runs, that traffic goes where the
 * state says, and then take the next step if it is due. Everything is derived from the database, so
 * a pass may begin in any state, also one that a killed Duru left.
 */
final class Reconcile {
    private static final Logger LOG = LoggerFactory.getLogger(Reconcile.class);
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration ROLLING = Duration.ofMillis(100);
    private static final Duration STEADY = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Database database;
    private final DeliveryPorts ports;
    private final Workloads workloads;
    private final Readings readings;
    private final InstantSource clock;
    private final Advance advance;
    private final DeployQueue queue;
    private final Preparation preparation;
    private final Irreversible irreversible;

    Reconcile(
            Database database,
            DeliveryPorts ports,
            Workloads workloads,
            Readings readings,
            InstantSource clock) {
        this.database = database;
        this.ports = ports;
        this.workloads = workloads;
        this.readings = readings;
        this.clock = clock;
        this.advance = new Advance(database);
        this.queue = new DeployQueue(database, workloads.specs(), clock);
        this.preparation = new Preparation(database, workloads, clock);
        this.irreversible = new Irreversible(database, workloads.specs());
    }

    /** Does one pass; returns after how long the next one is due. */
    Duration pass(EnvironmentKey key) {
        Scene scene = Scene.of(database.read(sql -> new DeliveryStore(sql).open(key)));
        if (scene.rolling() == null && !scene.queued().isEmpty() && beginNext(scene.queued())) {
            return AT_ONCE;
        }
        if (scene.equals(Scene.EMPTY) && destroyed(key)) {
            return IDLE;
        }
        Release coming = scene.rolling();
        boolean preparing = false;
        if (coming != null) {
            switch (preparation.of(coming)) {
                case Preparation.Outcome.Done _ -> {}
                case Preparation.Outcome.Failed(String reason) -> {
                    advance.startFailed(coming, reason);
                    return AT_ONCE;
                }
                case Preparation.Outcome.Running(String note) -> {
                    advance.note(coming, note);
                    scene = scene.withoutRolling();
                    preparing = true;
                }
            }
        }
        ports.traffic().check();
        Map<Long, List<Replica>> replicas = new HashMap<>();
        Release rolling = scene.rolling();
        @Nullable Plan plan = rolling == null ? null : plan(rolling, scene.live());
        boolean ready = keepLive(scene, plan, replicas);
        boolean moved = false;
        if (rolling != null && plan != null) {
            moved = ready && !keepRolling(rolling, replicas);
        }
        scene.leaving().forEach(r -> replicas.put(r.number(), seen(r)));
        int percent = rolling == null || plan == null ? 0 : plan.percent(rolling.step());
        ports.traffic().route(key, scene.shares(percent, replicas));
        if (rolling != null && plan != null && !moved && ready) {
            moved = roll(rolling, scene.live(), plan, replicas);
        } else if (rolling == null) {
            readings.forget(key);
            moved = watchLive(scene.live(), replicas);
        }
        scene.leaving().forEach(this::leave);
        if (moved) {
            return AT_ONCE;
        }
        if (rolling != null || preparing || !scene.leaving().isEmpty()) {
            return ROLLING;
        }
        return scene.live() == null ? IDLE : STEADY;
    }

    /** Whether an environment exists no more; then nobody finds it any more either. */
    private boolean destroyed(EnvironmentKey key) {
        List<EnvironmentKey> known = database.read(sql -> new DeliveryStore(sql).environments());
        if (known.contains(key)) {
            return false;
        }
        ports.traffic().retain(new HashSet<>(known));
        return true;
    }

    /** Whether one begins of those that wait. */
    private boolean beginNext(List<Release> queued) {
        return switch (queue.next(queued)) {
            case DeployQueue.Turn.Begin(Release release, List<Release> replaced) -> {
                advance.begin(release, replaced);
                yield true;
            }
            case DeployQueue.Turn.Wait(Release first, String why) -> {
                advance.note(first, why);
                yield false;
            }
        };
    }

    private Plan plan(Release rolling, @Nullable Release live) {
        return Plan.of(workloads.environment(rolling), rolling.goesBack(), live == null);
    }

    /**
     * Keeps the live release running, or, where it must stop before the next one starts, stops it.
     *
     * @return whether the rolling release may run
     */
    private boolean keepLive(Scene scene, @Nullable Plan plan, Map<Long, List<Replica>> replicas) {
        Release live = scene.live();
        Release rolling = scene.rolling();
        if (live == null) {
            return true;
        }
        boolean stopFirst =
                plan != null
                        && plan.stopFirst()
                        && rolling != null
                        && rolling.state() != ReleaseState.REVERTING;
        if (stopFirst) {
            boolean gone = workloads.runtime(live).stop(live.workload(), drain(live));
            replicas.put(live.number(), List.of());
            return gone;
        }
        try {
            replicas.put(live.number(), workloads.runtime(live).ensure(workloads.of(live)));
        } catch (ProblemException e) {
            LOG.warn("release {} of {}: {}", live.number(), live.environment(), e.detail());
            replicas.put(live.number(), seen(live));
        }
        return true;
    }

    /** Keeps the rolling release running; false when it turned out that it never can. */
    private boolean keepRolling(Release rolling, Map<Long, List<Replica>> replicas) {
        if (rolling.state() == ReleaseState.REVERTING) {
            replicas.put(rolling.number(), seen(rolling));
            return true;
        }
        try {
            replicas.put(
                    rolling.number(), workloads.runtime(rolling).ensure(workloads.of(rolling)));
            return true;
        } catch (ProblemException e) {
            boolean hopeless =
                    e.code() != Problem.Code.RESOURCE
                            || rolling.since()
                                    .plus(Duration.ofMinutes(2))
                                    .isBefore(clock.instant());
            if (rolling.state() == ReleaseState.STARTING && hopeless) {
                advance.startFailed(rolling, e.detail());
                return false;
            }
            LOG.warn("release {} of {}: {}", rolling.number(), rolling.environment(), e.detail());
            replicas.put(rolling.number(), seen(rolling));
            return true;
        }
    }

    private List<Replica> seen(Release release) {
        try {
            return workloads.runtime(release).replicas(release.workload());
        } catch (ProblemException e) {
            return List.of();
        }
    }

    private boolean roll(
            Release rolling, @Nullable Release live, Plan plan, Map<Long, List<Replica>> replicas) {
        if (rolling.state() == ReleaseState.HELD) {
            return false;
        }
        if (rolling.state() == ReleaseState.REVERTING) {
            return restore(rolling, live, replicas);
        }
        Instant now = clock.instant();
        Workload workload = workloads.of(rolling);
        List<Judged> gates =
                rolling.state() == ReleaseState.STEPPING
                        ? readings.read(rolling, live, plan, now)
                        : List.of();
        RolloutDecision decision =
                RolloutDecision.of(
                        new RolloutDecision.Sight(
                                rolling,
                                plan,
                                replicas.getOrDefault(rolling.number(), List.of()),
                                workload.replicas(),
                                workload.startTimeout(),
                                gates,
                                now));
        return apply(decision, rolling, live, plan);
    }

    private boolean apply(
            RolloutDecision decision, Release rolling, @Nullable Release live, Plan plan) {
        switch (decision) {
            case RolloutDecision.Wait(String note) -> {
                advance.note(rolling, note);
                return false;
            }
            case RolloutDecision.Expose _ -> advance.expose(rolling, plan);
            case RolloutDecision.Step step -> advance.step(rolling, plan, step);
            case RolloutDecision.Complete(List<Judged> passed) ->
                    advance.complete(rolling, live, passed);
            case RolloutDecision.StartFailed(String reason) -> advance.startFailed(rolling, reason);
            case RolloutDecision.GateBroken(Judged gate) ->
                    advance.gateBroken(rolling, live, plan, gate);
            case RolloutDecision.Crashing crashing ->
                    advance.crashing(rolling, live, plan, crashing);
        }
        return true;
    }

    /**
     * Traffic has been given back in this pass; it is a fact once the stable release can take it.
     */
    private boolean restore(
            Release rolling, @Nullable Release live, Map<Long, List<Replica>> replicas) {
        if (live == null) {
            throw new IllegalStateException(rolling.number() + " goes back to nothing");
        }
        if (replicas.getOrDefault(live.number(), List.of()).stream().noneMatch(Replica::healthy)) {
            return false;
        }
        advance.restored(rolling, live);
        return true;
    }

    private boolean watchLive(@Nullable Release live, Map<Long, List<Replica>> replicas) {
        if (live == null || live.condemned() != null) {
            return false;
        }
        Optional<Replica> crashing =
                replicas.getOrDefault(live.number(), List.of()).stream()
                        .filter(r -> r.recentRestarts() >= RolloutDecision.CRASH_LOOP)
                        .findFirst();
        if (crashing.isEmpty()) {
            return false;
        }
        Environment environment = workloads.environment(live);
        Optional<Release> barrier = irreversible.before(live);
        barrier.ifPresent(release -> advance.note(live, Irreversible.warning(release)));
        advance.liveCrashing(
                live,
                environment,
                environment.rollback() == Environment.RollbackMode.AUTO && barrier.isEmpty(),
                new RolloutDecision.Crashing(
                        crashing.get().recentRestarts(), crashing.get().detail()));
        return true;
    }

    /** Lets a release that is over finish its requests, then stops it. */
    private void leave(Release release) {
        Runtime runtime;
        Duration drain;
        try {
            runtime = workloads.runtime(release);
            drain = drain(release);
        } catch (ProblemException noRuntime) {
            advance.stopped(release);
            return;
        }
        boolean drained =
                release.since().plus(drain).isBefore(clock.instant())
                        || ports.traffic().inFlight(release.workload()) == 0;
        preparation.abandon(release);
        if (drained && runtime.stop(release.workload(), drain)) {
            advance.stopped(release);
        }
    }

    private Duration drain(Release release) {
        return workloads.environment(release).drain();
    }
}
