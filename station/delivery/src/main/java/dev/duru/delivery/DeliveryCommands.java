package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import org.jspecify.annotations.Nullable;

/** What people can tell the station to do; each checks the role itself. */
public final class DeliveryCommands {
    private final ApproveRelease approvals;
    private final PromoteRelease promotions;
    private final RollBack rollbacks;
    private final SteerRollout steering;
    private final UndoChange undoing;
    private final RevertRelease reverting;

    DeliveryCommands(
            ApproveRelease approvals,
            PromoteRelease promotions,
            RollBack rollbacks,
            SteerRollout steering,
            UndoChange undoing,
            RevertRelease reverting) {
        this.approvals = approvals;
        this.promotions = promotions;
        this.rollbacks = rollbacks;
        this.steering = steering;
        this.undoing = undoing;
        this.reverting = reverting;
    }

    /** See {@link ApproveRelease#approve}. */
    public Release approve(
            ProjectName project,
            long number,
            Actor actor,
            String comment,
            @Nullable String digest) {
        return approvals.approve(project, number, actor, comment, digest);
    }

    /** See {@link ApproveRelease#decline}. */
    public Release decline(
            ProjectName project,
            long number,
            Actor actor,
            String comment,
            @Nullable String digest) {
        return approvals.decline(project, number, actor, comment, digest);
    }

    /** See {@link PromoteRelease#promote}. */
    public Release promote(
            EnvironmentKey key, String digest, Actor actor, @Nullable String override) {
        return promotions.promote(key, digest, actor, override);
    }

    /** See {@link PromoteRelease#lift}. */
    public void liftQuarantine(ProjectName project, String digest, Actor actor, String reason) {
        promotions.lift(project, digest, actor, reason);
    }

    /** See {@link RollBack#rollback}. */
    public Release rollback(
            EnvironmentKey key, Actor actor, String reason, @Nullable String toDigest) {
        return rollbacks.rollback(key, actor, reason, toDigest);
    }

    /** See {@link SteerRollout#pause}. */
    public Release pause(EnvironmentKey key, Actor actor) {
        return steering.pause(key, actor);
    }

    /** See {@link SteerRollout#resume}. */
    public Release resume(EnvironmentKey key, Actor actor) {
        return steering.resume(key, actor);
    }

    /** See {@link SteerRollout#abort}. */
    public Release abort(EnvironmentKey key, Actor actor, String reason) {
        return steering.abort(key, actor, reason);
    }

    /** See {@link RevertRelease#revert}. */
    public String revert(ProjectName project, long release, Actor actor) {
        return reverting.revert(project, release, actor);
    }

    /** See {@link UndoChange#undo}. */
    public Release undo(EnvironmentKey key, Actor actor, String reason) {
        return undoing.undo(key, actor, reason);
    }
}
