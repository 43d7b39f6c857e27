package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.manifest.EdgeSettings;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Manifest;
import dev.duru.yaml.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one environment: see to it that what should run runs, that traffic goes where the
 * state says, and then take the next step if it is due. Everything is derived from the database, so
 * a pass may begin in any state, also one that a killed Duru left.
 */
final class Reconcile {
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
    private final Fleet fleet;
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
        this.fleet = new Fleet(workloads, ports.traffic(), clock);
        this.queue = new DeployQueue(database, workloads.specs(), clock);
        this.preparation = new Preparation(database, workloads, clock);
        this.irreversible = new Irreversible(database, workloads.specs());
    }

    /** Does one pass; returns after how long the next one is due. */
    Duration pass(EnvironmentKey key) {
        Scene scene = Scene.of(database.read(sql -> new DeliveryStore(sql).open(key)));
        Release kept = scene.kept(clock.instant(), workloads::keep);
        if (scene.rolling() == null
                && !scene.queued().isEmpty()
                && (returned(scene.live(), kept, scene.queued().getFirst())
                        || beginNext(scene.queued()))) {
            return AT_ONCE;
        }
        if (scene.equals(Scene.EMPTY) && destroyed(key)) {
            return IDLE;
        }
        Preparing prepared = prepared(scene);
        if (prepared.over()) {
            return AT_ONCE;
        }
        boolean preparing = prepared.running();
        if (preparing) {
            scene = scene.withoutRolling();
        }
        ports.traffic().check();
        Release rolling = scene.rolling();
        @Nullable Plan plan = rolling == null ? null : plan(rolling, scene.live());
        Fleet.Muster muster = fleet.muster(scene, plan, kept);
        Shares shares = new Shares(scene, plan, muster.copies(), muster.replicas());
        ports.traffic().route(key, routing(scene, plan, shares));
        fleet.settle(scene.live(), scene.live() == null ? List.of() : muster.of(scene.live()));
        boolean moved = false;
        if (rolling != null && plan != null) {
            moved = roll(rolling, scene.live(), plan, muster, shares);
        } else if (rolling == null) {
            readings.forget(key);
            moved = watchLive(scene.live(), muster.replicas());
        }
        scene.leaving().stream().filter(r -> !r.equals(kept)).forEach(this::leave);
        if (moved) {
            return AT_ONCE;
        }
        if (rolling != null
                || preparing
                || scene.leaving().stream().anyMatch(r -> !r.equals(kept))) {
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

    /**
     * What comes before a release may start.
     *
     * @param running whether it goes on
     * @param over whether it failed, and with it the release
     */
    private record Preparing(boolean running, boolean over) {}

    private Preparing prepared(Scene scene) {
        Release coming = scene.rolling();
        if (coming == null) {
            return new Preparing(false, false);
        }
        return switch (preparation.of(coming)) {
            case Preparation.Outcome.Done _ -> new Preparing(false, false);
            case Preparation.Outcome.Failed(String reason) -> {
                advance.startFailed(coming, reason);
                yield new Preparing(false, true);
            }
            case Preparation.Outcome.Running(String note) -> {
                advance.note(coming, note);
                yield new Preparing(true, false);
            }
        };
    }

    private Plan plan(Release rolling, @Nullable Release live) {
        return Plan.of(workloads.environment(rolling), rolling.goesBack(), live == null);
    }

    /**
     * Where the digest that is to come back runs still, it takes all traffic at once, and nothing
     * is started.
     */
    private boolean returned(@Nullable Release live, @Nullable Release kept, Release next) {
        if (live == null
                || kept == null
                || !next.goesBack()
                || next.takesBack() != live.number()
                || !next.digest().equals(kept.digest())) {
            return false;
        }
        if (Shares.well(fleet.seen(kept)) < workloads.replicas(kept)) {
            return false;
        }
        advance.returned(next, kept, live);
        return true;
    }

    private Traffic.Routing routing(Scene scene, @Nullable Plan plan, Shares shares) {
        Release live = scene.live();
        Release rolling = scene.rolling();
        Release base = live == null ? rolling : live;
        EdgeSettings settings =
                base == null
                        ? EdgeSettings.none(Position.startOf(Manifest.FILE))
                        : workloads.edge(base);
        boolean reachable =
                rolling != null
                        && (rolling.state() == ReleaseState.STEPPING
                                || rolling.state() == ReleaseState.HELD);
        if (rolling == null || plan == null || !reachable) {
            return new Traffic.Routing(
                    shares.list(), settings, null, live == null ? null : live.workload(), 0);
        }
        return new Traffic.Routing(
                shares.list(),
                settings.withTesters(workloads.edge(rolling).testers()),
                rolling.workload(),
                live == null ? null : live.workload(),
                plan.stage(rolling.step()).shadow());
    }

    private boolean roll(
            Release rolling,
            @Nullable Release live,
            Plan plan,
            Fleet.Muster muster,
            Shares shares) {
        if (rolling.state() == ReleaseState.REVERTING) {
            return restore(rolling, live, shares);
        }
        String hopeless = muster.hopeless();
        if (hopeless != null) {
            advance.startFailed(rolling, hopeless);
            return true;
        }
        if (rolling.state() == ReleaseState.HELD || !muster.ready()) {
            return false;
        }
        Instant now = clock.instant();
        Workload workload = workloads.of(rolling);
        boolean stepping = rolling.state() == ReleaseState.STEPPING;
        List<Replica> replicas = muster.of(rolling);
        Plan.Stage stage = plan.stage(rolling.step());
        RolloutDecision decision =
                RolloutDecision.of(
                        new RolloutDecision.Sight(
                                rolling,
                                plan,
                                replicas,
                                plan.style() == Plan.Style.GRADUAL ? 1 : workload.replicas(),
                                workload.startTimeout(),
                                stepping ? readings.read(rolling, live, plan, now) : List.of(),
                                stage.requests() > 0 && stepping
                                        ? readings.requests(rolling, plan, now)
                                        : 0,
                                Shares.well(replicas) >= plan.room().replicas()
                                        && (live == null || muster.of(live).isEmpty()),
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
            case RolloutDecision.Pause(List<Judged> passed) -> advance.pause(rolling, passed);
            case RolloutDecision.Complete(List<Judged> passed) ->
                    advance.complete(rolling, live, passed);
            case RolloutDecision.StartFailed(String reason) -> advance.startFailed(rolling, reason);
            case RolloutDecision.GateBroken(Judged gate) ->
                    advance.gateBroken(rolling, live, plan, gate);
            case RolloutDecision.Crashing crashing ->
                    advance.crashing(rolling, live, plan, crashing);
            case RolloutDecision.Overdue(String reason) ->
                    advance.overdue(rolling, live, plan, reason);
        }
        return true;
    }

    /**
     * Traffic has been given back in this pass; it is a fact once the stable release can take it.
     */
    private boolean restore(Release rolling, @Nullable Release live, Shares shares) {
        if (live == null) {
            throw new IllegalStateException(rolling.number() + " goes back to nothing");
        }
        if (!shares.restored(rolling)) {
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
            drain = workloads.drain(release);
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
}
