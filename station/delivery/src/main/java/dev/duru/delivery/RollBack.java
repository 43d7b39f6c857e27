package dev.duru.delivery;

import dev.duru.delivery.ReleaseState.Event;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Environment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody takes back what rolls out or is live. */
final class RollBack {
    private final Database database;
    private final Specs specs;
    private final Lanes lanes;
    private final Irreversible irreversible;

    RollBack(Database database, Specs specs, Lanes lanes) {
        this.database = database;
        this.specs = specs;
        this.lanes = lanes;
        this.irreversible = new Irreversible(database, specs);
    }

    /**
     * Takes back the release that rolls out, or else the live one.
     *
     * @param to the digest to go back to from a live release; null for the last good one
     * @return the release that comes back, or the one that stops rolling out
     * @throws ProblemException CONFLICT when there is nothing to take back, or nothing to go back
     *     to; USER without a reason where it goes past something that cannot be undone
     */
    Release rollback(EnvironmentKey key, Actor actor, String reason, @Nullable String to) {
        return rollback(key, actor, new Request(Release.MANUAL, reason.strip(), to));
    }

    /** The same for a live release that is not found bad, so that its digest stays free. */
    Release undo(EnvironmentKey key, Actor actor, String reason, String to) {
        return rollback(key, actor, new Request(Release.ABORTED, reason.strip(), to));
    }

    /**
     * @param gate what is noted as the reason
     */
    private record Request(String gate, String reason, @Nullable String to) {}

    private Release rollback(EnvironmentKey key, Actor actor, Request asked) {
        actor.needs(Role.MAINTAINER, "rolling back " + key.name());
        Scene seen = scene(key);
        Release live = seen.live();
        Environment environment = live == null ? null : specs.environment(live);
        long number =
                database.write(tx -> {
                    tx.afterCommit(() -> lanes.wake(key));
                    Scene scene = Scene.of(new DeliveryStore(tx.sql()).open(key));
                    if (scene.rolling() != null && asked.to() == null) {
                        checkPast(
                                specs.environment(scene.rolling()).rules().irreversible()
                                        ? scene.rolling()
                                        : null,
                                asked.reason());
                        return stop(tx, scene.rolling(), scene.live(), actor, asked.reason());
                    }
                    Release now = scene.live();
                    if (now == null || environment == null) {
                        throw ProblemException.conflict(
                                "nothing is live in " + key.name() + " that could be taken back");
                    }
                    return goBack(tx, environment, now, actor, asked);
                });
        return database.read(sql -> new DeliveryStore(sql).known(key.project(), number));
    }

    private static long stop(
            Tx tx, Release rolling, @Nullable Release live, Actor actor, String reason) {
        DeliveryStore store = new DeliveryStore(tx.sql());
        String note = SteerRollout.note("taken back by " + actor.user(), reason);
        if (rolling.state() == ReleaseState.STARTING || live == null) {
            Advance.failed(tx, rolling, note);
        } else {
            store.condemn(
                    rolling, new Release.Condemned(Release.MANUAL, reason, actor.user(), tx.now()));
            store.move(rolling, Event.CONDEMNED, rolling.step(), tx.now(), note);
        }
        return rolling.number();
    }

    private static void checkPast(@Nullable Release barrier, String reason) {
        if (barrier != null && reason.isBlank()) {
            throw ProblemException.user(
                    Irreversible.warning(barrier)
                            + "; to go back all the same, say why in `reason`");
        }
    }

    private long goBack(Tx tx, Environment environment, Release live, Actor actor, Request asked) {
        String to = asked.to();
        DeliveryStore store = new DeliveryStore(tx.sql());
        Release good =
                (to == null
                                ? store.lastGood(live.environment(), live)
                                : served(tx, live, to).stream().findFirst())
                        .orElseThrow(() ->
                                ProblemException.conflict(
                                        "there is no earlier release to go back to that served in "
                                                + live.environment().name()
                                                + " and is not in quarantine"));
        checkPast(irreversible.after(tx.sql(), good).orElse(null), asked.reason());
        if (store.open(live.environment()).stream()
                .anyMatch(
                        r -> r.goesBack() && r.takesBack() == live.number() && !r.state().over())) {
            throw ProblemException.conflict(
                    "release " + live.number() + " is being taken back already");
        }
        store.condemn(
                live, new Release.Condemned(asked.gate(), asked.reason(), actor.user(), tx.now()));
        return Advance.goBack(tx, environment, live, good, actor.user()).number();
    }

    private static List<Release> served(Tx tx, Release live, String digest) {
        DecisionStore decisions = new DecisionStore(tx.sql());
        if (decisions.quarantined(live.project(), digest).isPresent()) {
            return List.of();
        }
        return new DeliveryStore(tx.sql())
                .releases(live.environment(), 1000).stream()
                        .filter(r -> r.state() == ReleaseState.RETIRED && r.digest().equals(digest))
                        .filter(r -> !r.digest().equals(live.digest()))
                        .toList();
    }

    private Scene scene(EnvironmentKey key) {
        return database.read(sql -> Scene.of(new DeliveryStore(sql).open(key)));
    }
}
