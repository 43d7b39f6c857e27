package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import java.util.Comparator;
import java.util.List;

/** Takes back the last thing that happened to an environment, whatever it was. */
final class UndoChange {
    private final Database database;
    private final SteerRollout steering;
    private final RollBack rollbacks;
    private final PromoteRelease promotions;

    UndoChange(
            Database database,
            SteerRollout steering,
            RollBack rollbacks,
            PromoteRelease promotions) {
        this.database = database;
        this.steering = steering;
        this.rollbacks = rollbacks;
        this.promotions = promotions;
    }

    /**
     * A rollout is aborted. After a rollback the release that was taken back goes forward again,
     * which lifts its quarantine and needs a reason. After a deployment the release before comes
     * back, and nothing is said against the newer digest.
     *
     * @return the release that moves
     * @throws ProblemException CONFLICT when nothing is there to undo
     */
    Release undo(EnvironmentKey key, Actor actor, String reason) {
        Scene scene = database.read(sql -> Scene.of(new DeliveryStore(sql).open(key)));
        if (scene.rolling() != null) {
            return steering.abort(key, actor, reason);
        }
        Release live = scene.live();
        if (live == null) {
            throw ProblemException.conflict(
                    "nothing is live in " + key.name() + ", so there is nothing to undo");
        }
        List<Release> history = database.read(sql -> new DeliveryStore(sql).releases(key, 1000));
        Release replaced =
                history.stream()
                        .filter(r -> r.number() != live.number())
                        .filter(r ->
                                r.state() == ReleaseState.RETIRED
                                        || r.state() == ReleaseState.ROLLED_BACK)
                        .max(Comparator.comparing(Release::since).thenComparing(Release::number))
                        .orElseThrow(() ->
                                ProblemException.conflict(
                                        "nothing came before release "
                                                + live.number()
                                                + " in "
                                                + key.name()));
        if (replaced.state() == ReleaseState.ROLLED_BACK) {
            if (reason.isBlank()) {
                throw ProblemException.user(
                        "the last thing was a rollback of release "
                                + replaced.number()
                                + "; to undo it lets that digest go again, so say why in `reason`");
            }
            return promotions.promote(key, replaced.digest(), actor, reason);
        }
        return rollbacks.undo(key, actor, reason, replaced.digest());
    }
}
