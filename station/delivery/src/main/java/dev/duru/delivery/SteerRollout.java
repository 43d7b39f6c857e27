package dev.duru.delivery;

import dev.duru.delivery.ReleaseState.Event;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import org.jspecify.annotations.Nullable;

/** Somebody pauses the rollout to an environment, lets it go on, or gives it up. */
final class SteerRollout {
    private final Database database;
    private final Specs specs;
    private final Lanes lanes;

    SteerRollout(Database database, Specs specs, Lanes lanes) {
        this.database = database;
        this.specs = specs;
        this.lanes = lanes;
    }

    /**
     * Stops a rollout where it is: it keeps its share until somebody decides.
     *
     * @throws ProblemException CONFLICT when none takes traffic
     */
    Release pause(EnvironmentKey key, Actor actor) {
        actor.needs(Role.MAINTAINER, "pausing the rollout to " + key.name());
        Release rolling = rolling(key);
        if (rolling.state() != ReleaseState.STEPPING) {
            throw ProblemException.conflict(
                    "release "
                            + rolling.number()
                            + " is "
                            + rolling.state().word()
                            + "; it can be paused while it takes traffic step by step");
        }
        database.update(tx -> {
            Advance.hold(tx, rolling, Release.Hold.PERSON, "paused by " + actor.user());
            tx.afterCommit(() -> lanes.wake(key));
        });
        return known(rolling);
    }

    /**
     * Lets a held rollout go on: one that somebody paused with the step that it was at, every other
     * with the next step, whatever the gate said.
     *
     * @throws ProblemException CONFLICT when no rollout is held
     */
    Release resume(EnvironmentKey key, Actor actor) {
        actor.needs(Role.MAINTAINER, "resuming the rollout to " + key.name());
        Scene seen = scene(key);
        Release held = seen.rolling();
        if (held == null || held.state() != ReleaseState.HELD) {
            throw ProblemException.conflict("no rollout to " + key.name() + " is held");
        }
        Plan plan = Plan.of(specs.environment(held), held.goesBack(), seen.live() == null);
        boolean same = held.held() == Release.Hold.PERSON;
        database.update(tx -> {
            DeliveryStore store = new DeliveryStore(tx.sql());
            boolean last = plan.last(held.step());
            int next = same || last ? held.step() : held.step() + 1;
            String note = same ? "" : "let go on by " + actor.user();
            store.move(held, Event.RESUMED, next, tx.now(), note);
            Release resumed = store.known(key.project(), held.number());
            if (last && !same) {
                Advance.complete(tx, resumed, store.live(key).orElse(null), java.util.List.of());
            } else if (!same) {
                Advance.stepped(tx, resumed, plan.percent(next));
            }
            tx.afterCommit(() -> lanes.wake(key));
        });
        return known(held);
    }

    /**
     * Gives up the rollout: all traffic goes back, and nothing is said against the digest.
     *
     * @throws ProblemException CONFLICT when nothing rolls out
     */
    Release abort(EnvironmentKey key, Actor actor, String reason) {
        actor.needs(Role.MAINTAINER, "aborting the rollout to " + key.name());
        Scene scene = scene(key);
        Release rolling = rolling(key);
        if (rolling.state() == ReleaseState.REVERTING) {
            throw ProblemException.conflict(
                    "release " + rolling.number() + " is being taken back already");
        }
        String note = note("aborted by " + actor.user(), reason);
        database.update(tx -> {
            if (rolling.state() == ReleaseState.STARTING || scene.live() == null) {
                Advance.failed(tx, rolling, note);
            } else {
                DeliveryStore store = new DeliveryStore(tx.sql());
                store.condemn(
                        rolling,
                        new Release.Condemned(
                                Release.ABORTED, reason.strip(), actor.user(), tx.now()));
                store.move(rolling, Event.CONDEMNED, rolling.step(), tx.now(), note);
            }
            tx.afterCommit(() -> lanes.wake(key));
        });
        return known(rolling);
    }

    static String note(String what, String reason) {
        return what + (reason.isBlank() ? "" : ": " + reason.strip());
    }

    private Release rolling(EnvironmentKey key) {
        @Nullable Release rolling = scene(key).rolling();
        if (rolling == null) {
            throw ProblemException.conflict("nothing rolls out to " + key.name());
        }
        return rolling;
    }

    private Release known(Release release) {
        return database.read(
                sql -> new DeliveryStore(sql).known(release.project(), release.number()));
    }

    private Scene scene(EnvironmentKey key) {
        return database.read(sql -> Scene.of(new DeliveryStore(sql).open(key)));
    }
}
