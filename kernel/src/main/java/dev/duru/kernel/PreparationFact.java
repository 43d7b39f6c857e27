package dev.duru.kernel;

/** What people and Duru did around a release, before it went or while it serves. */
public sealed interface PreparationFact extends Fact.OfChange {
    long release();

    String environment();

    /** A maintainer let a release through a freeze window or a lock. */
    record FreezeOverridden(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String by,
            String reason)
            implements PreparationFact {}

    /** Somebody tried an item of the checklist; {@code passed} says with what outcome. */
    record ChecklistTicked(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String item,
            boolean passed,
            String by)
            implements PreparationFact {}

    /**
     * A command was started in the image of a release.
     *
     * @param task {@code release} for the one that runs before the release takes traffic, else a
     *     number
     */
    record TaskStarted(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String task,
            String command,
            String by)
            implements PreparationFact {}

    /**
     * A command has ended.
     *
     * @param exit its exit code; -1 when it was killed or nobody knows
     * @param reason why it counts as failed; {@code ""} when it did not
     */
    record TaskEnded(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String task,
            int exit,
            String reason)
            implements PreparationFact {}
}
