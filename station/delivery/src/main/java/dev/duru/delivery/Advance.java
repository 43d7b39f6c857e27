package dev.duru.delivery;

import dev.duru.delivery.ReleaseState.Event;
import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Environment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The moves of the reconcile loop: each one transaction of state and facts. */
final class Advance {
    private static final String DURU = Identity.DURU.user();

    private final Database database;

    Advance(Database database) {
        this.database = database;
    }

    /** The release's turn has come; those in whose place it goes make room. */
    void begin(Release release, List<Release> replaced) {
        database.update(tx -> {
            DeliveryStore store = new DeliveryStore(tx.sql());
            store.move(release, Event.TURN_CAME, 0, tx.now(), "");
            for (Release other : replaced) {
                store.move(other, Event.SUPERSEDED, 0, tx.now(), "release " + release.number());
            }
            tx.append(
                    new Fact.RolloutStarted(
                            release.project(),
                            release.commit(),
                            release.number(),
                            release.environment().name(),
                            release.digest()));
        });
    }

    void expose(Release release, Plan plan) {
        database.update(tx -> {
            DeliveryStore store = new DeliveryStore(tx.sql());
            store.move(release, Event.EXPOSED, 0, tx.now(), "");
            store.exposed(release, tx.now());
            stepped(tx, release, plan.percent(0));
        });
    }

    void step(Release release, Plan plan, RolloutDecision.Step decision) {
        database.update(tx -> {
            passed(tx, release, decision.passed());
            new DeliveryStore(tx.sql()).move(release, Event.STEPPED, decision.next(), tx.now(), "");
            stepped(tx, release, plan.percent(decision.next()));
        });
    }

    static void stepped(Tx tx, Release release, int percent) {
        tx.append(
                new Fact.RolloutStepped(
                        release.project(),
                        release.commit(),
                        release.number(),
                        release.environment().name(),
                        release.digest(),
                        percent));
    }

    private static void passed(Tx tx, Release release, List<Judged> gates) {
        DecisionStore decisions = new DecisionStore(tx.sql());
        for (Judged judged : gates) {
            decisions.keep(release, release.step(), judged, tx.now());
            tx.append(
                    new Fact.GatePassed(
                            release.project(),
                            release.commit(),
                            release.number(),
                            release.environment().name(),
                            judged.gate(),
                            judged.verdict().reading()));
        }
    }

    /** The step is over, and somebody is to say that it goes on. */
    void pause(Release release, List<Judged> passed) {
        database.update(tx -> {
            passed(tx, release, passed);
            hold(tx, release, Release.Hold.STEP, "waits for somebody to say that it goes on");
        });
    }

    static void hold(Tx tx, Release release, Release.Hold why, String note) {
        DeliveryStore store = new DeliveryStore(tx.sql());
        store.move(release, Event.HELD, release.step(), tx.now(), note);
        store.held(release, why);
    }

    /** Waiting has a reason that people should see. */
    void note(Release release, String note) {
        if (!release.note().equals(note)) {
            database.update(tx -> new DeliveryStore(tx.sql()).note(release, note));
        }
    }

    /**
     * The release takes all traffic from now on. One that goes forward is deployed; an earlier one
     * that comes back completes the rollback of the release in whose place it comes.
     */
    void complete(Release release, @Nullable Release live, List<Judged> passed) {
        database.update(tx -> complete(tx, release, live, passed));
    }

    static void complete(Tx tx, Release release, @Nullable Release live, List<Judged> passed) {
        DeliveryStore store = new DeliveryStore(tx.sql());
        passed(tx, release, passed);
        store.move(release, Event.COMPLETED, release.step(), tx.now(), "");
        boolean back = release.goesBack() && live != null && live.number() == release.takesBack();
        if (live != null) {
            store.move(
                    live,
                    back ? Event.TAKEN_BACK : Event.REPLACED,
                    live.step(),
                    tx.now(),
                    back ? live.note() : "");
        }
        if (live != null && back) {
            rolledBack(tx, live, release);
        } else {
            tx.append(
                    new Fact.ReleaseDeployed(
                            release.project(),
                            release.commit(),
                            release.number(),
                            release.environment().name(),
                            release.digest(),
                            live == null ? "" : live.digest()));
        }
    }

    private static void rolledBack(Tx tx, Release bad, Release to) {
        Release.Condemned why = bad.condemned();
        if (why == null) {
            why = new Release.Condemned(Release.MANUAL, "", DURU, tx.now());
        }
        tx.append(
                new Fact.RolledBack(
                        bad.project(),
                        bad.commit(),
                        bad.number(),
                        bad.environment().name(),
                        bad.digest(),
                        to.digest(),
                        to.commit(),
                        why.gate(),
                        why.reason(),
                        why.by(),
                        bad.exposedAt() == null ? bad.createdAt() : bad.exposedAt(),
                        why.at(),
                        tx.now()));
        DecisionStore decisions = new DecisionStore(tx.sql());
        boolean otherImage = !bad.digest().equals(to.digest());
        if (bad.isBad()
                && otherImage
                && decisions.quarantined(bad.project(), bad.digest()).isEmpty()) {
            quarantine(tx, bad, why.gate() + ": " + why.reason());
        }
    }

    private static void quarantine(Tx tx, Release bad, String reason) {
        new DecisionStore(tx.sql()).quarantine(bad, reason, tx.now());
        tx.append(
                new Fact.DigestQuarantined(
                        bad.project(),
                        bad.commit(),
                        bad.digest(),
                        bad.environment().name(),
                        reason));
    }

    /** It never took traffic. */
    void startFailed(Release release, String reason) {
        database.update(tx -> failed(tx, release, reason));
    }

    static void failed(Tx tx, Release release, String reason) {
        new DeliveryStore(tx.sql()).move(release, Event.FAILED, release.step(), tx.now(), reason);
        tx.append(
                new Fact.DeploymentFailed(
                        release.project(),
                        release.commit(),
                        release.number(),
                        release.environment().name(),
                        release.digest(),
                        reason));
    }

    /** A gate said no: back to the stable release, or wait for people, or, without one, failed. */
    void gateBroken(Release release, @Nullable Release live, Plan plan, Judged broken) {
        if (!(broken.verdict() instanceof Verdict.Bad bad)) {
            throw new IllegalArgumentException(broken + " is not broken");
        }
        String gate = broken.gate();
        database.update(tx -> {
            new DecisionStore(tx.sql()).keep(release, release.step(), broken, tx.now());
            tx.append(
                    new Fact.GateFailed(
                            release.project(),
                            release.commit(),
                            release.number(),
                            release.environment().name(),
                            release.digest(),
                            gate,
                            bad.reading(),
                            bad.value(),
                            bad.threshold()));
            bad(
                    tx,
                    release,
                    live,
                    plan,
                    new Release.Condemned(gate, bad.reading(), DURU, tx.now()));
        });
    }

    /** The release that rolls out keeps dying. */
    void crashing(
            Release release, @Nullable Release live, Plan plan, RolloutDecision.Crashing decision) {
        database.update(tx -> {
            crashLooped(tx, release, decision.restarts(), decision.reason());
            bad(
                    tx,
                    release,
                    live,
                    plan,
                    new Release.Condemned(Release.CRASH_LOOP, decision.reason(), DURU, tx.now()));
        });
    }

    private static void crashLooped(Tx tx, Release release, int restarts, String reason) {
        tx.append(
                new Fact.CrashLooped(
                        release.project(),
                        release.commit(),
                        release.number(),
                        release.environment().name(),
                        release.digest(),
                        restarts,
                        reason));
    }

    private static void bad(
            Tx tx, Release release, @Nullable Release live, Plan plan, Release.Condemned why) {
        DeliveryStore store = new DeliveryStore(tx.sql());
        String note = why.gate() + ": " + why.reason();
        if (live == null) {
            store.condemn(release, why);
            failed(tx, release, note);
            quarantine(tx, release, note);
        } else if (plan.rollback() == Environment.RollbackMode.AUTO) {
            store.condemn(release, why);
            store.move(release, Event.CONDEMNED, release.step(), tx.now(), note);
        } else {
            hold(tx, release, Release.Hold.GATE, note);
        }
    }

    /** It came no further in its time. */
    void overdue(Release release, @Nullable Release live, Plan plan, String reason) {
        database.update(tx ->
                bad(
                        tx,
                        release,
                        live,
                        plan,
                        new Release.Condemned(Release.DEADLINE, reason, DURU, tx.now())));
    }

    /** A release whose replicas were kept takes the live one's place again. */
    void returned(Release asked, Release kept, Release live) {
        database.update(tx -> {
            DeliveryStore store = new DeliveryStore(tx.sql());
            store.move(
                    asked,
                    Event.SUPERSEDED,
                    asked.step(),
                    tx.now(),
                    "release " + kept.number() + " ran still, and is back");
            store.move(live, Event.TAKEN_BACK, live.step(), tx.now(), live.note());
            store.move(kept, Event.RETURNED, kept.step(), tx.now(), "");
            rolledBack(tx, store.known(live.project(), live.number()), kept);
        });
    }

    /** The stable release has all traffic again. */
    void restored(Release release, Release live) {
        database.update(tx -> {
            new DeliveryStore(tx.sql())
                    .move(release, Event.RESTORED, release.step(), tx.now(), release.note());
            rolledBack(tx, release, live);
        });
    }

    /**
     * The live release keeps dying: the last good one comes back, unless people are to decide or
     * there is none.
     *
     * @param byItself whether it may come back without a person
     */
    void liveCrashing(
            Release live,
            Environment environment,
            boolean byItself,
            RolloutDecision.Crashing decision) {
        database.update(tx -> {
            DeliveryStore store = new DeliveryStore(tx.sql());
            Release now = store.known(live.project(), live.number());
            if (now.condemned() != null || now.state() != ReleaseState.LIVE) {
                return;
            }
            crashLooped(tx, live, decision.restarts(), decision.reason());
            Release.Condemned why =
                    new Release.Condemned(Release.CRASH_LOOP, decision.reason(), DURU, tx.now());
            store.condemn(live, why);
            if (byItself) {
                store.lastGood(live.environment(), live)
                        .ifPresent(good -> {
                            quarantine(tx, live, why.gate() + ": " + why.reason());
                            goBack(tx, environment, live, good, DURU);
                        });
            }
        });
    }

    /** Queues an earlier digest to come back in place of the live release. */
    static Release goBack(Tx tx, Environment environment, Release live, Release good, String by) {
        return CreateRelease.in(
                        tx,
                        environment,
                        new CreateRelease.Order(
                                live.environment(),
                                good.commit(),
                                good.digest(),
                                good.repository(),
                                by,
                                live.number(),
                                "back:" + live.number() + ":" + tx.now().toEpochMilli(),
                                good.config()))
                .orElseThrow();
    }

    void stopped(Release release) {
        database.update(tx -> new DeliveryStore(tx.sql()).stopped(release, tx.now()));
    }
}
