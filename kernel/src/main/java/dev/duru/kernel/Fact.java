package dev.duru.kernel;

import java.time.Instant;
import java.util.List;

/**
 * Something that happened: the vocabulary in which the stations talk. A fact is appended to the
 * {@link Ledger} in the transaction that made it true and never changes. Names are in the past
 * tense; times are those of the entry unless a field says otherwise.
 *
 * <p>Adding a component to a record is compatible (old entries give it its default: null for
 * references, 0, false); removing or renaming one is not.
 */
public sealed interface Fact {

    /** A fact that belongs to a project. */
    sealed interface OfProject extends Fact
            permits OfChange,
                    EnvironmentFact,
                    ProjectCreated,
                    RefDeleted,
                    MemberChanged,
                    SecretChanged,
                    IssueCommented {
        ProjectName project();
    }

    /** A fact about a change: with project and commit the change page finds it. */
    sealed interface OfChange extends OfProject
            permits OfMergeRequest,
                    PreparationFact,
                    PlanFact,
                    AlertFact,
                    ImageFact,
                    CommitPushed,
                    RunQueued,
                    RunStarted,
                    JobStarted,
                    JobFinished,
                    JobApprovalRequested,
                    JobApproved,
                    JobRejected,
                    EnvironmentEntered,
                    EnvironmentStopped,
                    RunFinished,
                    TestsReported,
                    ImagePublished,
                    PackagingFailed,
                    ReleaseCreated,
                    ApprovalRequested,
                    ReleaseApproved,
                    ReleaseDeclined,
                    RolloutStarted,
                    RolloutStepped,
                    GatePassed,
                    GateFailed,
                    ReleaseDeployed,
                    DeploymentFailed,
                    CrashLooped,
                    RolledBack,
                    DigestQuarantined,
                    QuarantineLifted,
                    IssueOpened,
                    IssueClosed,
                    IssueReopened {
        /** The commit's full object id, 40 hexadecimal digits. */
        String commit();
    }

    /**
     * A fact about a merge request; {@code commit} is the head of what it wants merged at that
     * time.
     */
    sealed interface OfMergeRequest extends OfChange
            permits MergeRequestOpened,
                    MergeRequestUpdated,
                    MergeRequestEdited,
                    MergeRequestCommented,
                    MergeRequestReviewed,
                    MergeRequestMerged,
                    MergeRequestClosed,
                    MergeRequestReopened {
        /** Counts within the project. */
        long number();

        String by();
    }

    // ---- source ----

    record ProjectCreated(ProjectName project, String by, boolean isPublic) implements OfProject {}

    /**
     * A ref was created or moved by a push; once for each ref update.
     *
     * @param ref the full name, such as {@code refs/heads/main} or {@code refs/tags/v1}
     * @param before the ref's commit before the push; {@code ""} when the ref is new
     * @param commit the ref's commit now (tags peeled)
     * @param title the first line of the commit's message
     * @param author the author's name
     * @param committedAt the commit's own time, the start of its lead time
     */
    record CommitPushed(
            ProjectName project,
            String commit,
            String ref,
            String before,
            String by,
            String title,
            String author,
            Instant committedAt)
            implements OfChange {}

    record RefDeleted(ProjectName project, String ref, String before, String by)
            implements OfProject {}

    /** {@code source} and {@code target} are branches, without {@code refs/heads/}. */
    record MergeRequestOpened(
            ProjectName project,
            String commit,
            long number,
            String title,
            String source,
            String target,
            String by)
            implements OfMergeRequest {}

    /** Its source branch moved; {@code before} is the head that it had. */
    record MergeRequestUpdated(
            ProjectName project, String commit, long number, String before, String by)
            implements OfMergeRequest {}

    /**
     * {@code action}: {@code edited} for title, text and target, {@code converted_to_draft}, or
     * {@code ready_for_review}.
     */
    record MergeRequestEdited(
            ProjectName project, String commit, long number, String action, String by)
            implements OfMergeRequest {}

    record MergeRequestCommented(
            ProjectName project, String commit, long number, long comment, String by)
            implements OfMergeRequest {}

    /** {@code verdict}: {@code approved}, {@code changes_requested}, or {@code dismissed}. */
    record MergeRequestReviewed(
            ProjectName project, String commit, long number, long review, String verdict, String by)
            implements OfMergeRequest {}

    /** {@code merged} is the commit that the branch {@code target} got by it. */
    record MergeRequestMerged(
            ProjectName project,
            String commit,
            long number,
            String merged,
            String target,
            String by)
            implements OfMergeRequest {}

    record MergeRequestClosed(ProjectName project, String commit, long number, String by)
            implements OfMergeRequest {}

    record MergeRequestReopened(ProjectName project, String commit, long number, String by)
            implements OfMergeRequest {}

    // ---- pipeline ----

    /**
     * How a run or a job ended. Failed (the user's step said no) is not errored (Duru could not run
     * it).
     */
    enum Result {
        SUCCESS,
        FAILED,
        ERRORED,
        CANCELLED,
        SKIPPED
    }

    /**
     * A run was taken in. {@code number} counts within the project; {@code workflow} is the CI
     * file's path.
     */
    record RunQueued(
            ProjectName project,
            String commit,
            long number,
            String workflow,
            String name,
            String event,
            String ref,
            String by)
            implements OfChange {}

    record RunStarted(ProjectName project, String commit, long number) implements OfChange {}

    record JobStarted(ProjectName project, String commit, long number, String job, String name)
            implements OfChange {}

    record JobFinished(
            ProjectName project,
            String commit,
            long number,
            String job,
            String name,
            Result result,
            String message)
            implements OfChange {}

    /**
     * A job waits for people.
     *
     * @param environment that it wants to enter; {@code ""} when the CI file itself asks
     * @param role the least one of an approver, in lower case
     * @param count how many people must agree
     */
    record JobApprovalRequested(
            ProjectName project,
            String commit,
            long number,
            String job,
            String environment,
            String role,
            int count)
            implements OfChange {}

    record JobApproved(
            ProjectName project,
            String commit,
            long number,
            String job,
            String environment,
            String by,
            String comment)
            implements OfChange {}

    record JobRejected(
            ProjectName project,
            String commit,
            long number,
            String job,
            String environment,
            String by,
            String comment)
            implements OfChange {}

    /** A job has deployed by its own means; {@code url} is where people see it, or {@code ""}. */
    record EnvironmentEntered(
            ProjectName project,
            String commit,
            long number,
            String job,
            String environment,
            String url)
            implements OfChange {}

    /** An environment that jobs made has ended, by somebody, or by {@code duru} in its time. */
    record EnvironmentStopped(
            ProjectName project, String commit, long number, String environment, String by)
            implements OfChange {}

    /**
     * {@code ref} and {@code event} repeat the run's own, for consumers that look at nothing else.
     */
    record RunFinished(
            ProjectName project,
            String commit,
            long number,
            String workflow,
            String event,
            String ref,
            Result result,
            String message)
            implements OfChange {}

    record TestsReported(
            ProjectName project,
            String commit,
            long number,
            int total,
            int failed,
            int skipped,
            int flaky)
            implements OfChange {}

    // ---- artifact ----

    /**
     * An image is in the registry.
     *
     * @param digest the manifest's, {@code sha256:…}
     * @param repository the repository's name, {@code owner/project}
     * @param ref the branch that it was built for, full name
     */
    record ImagePublished(
            ProjectName project,
            String commit,
            String digest,
            String repository,
            String ref,
            long runNumber,
            long bytes)
            implements OfChange {}

    record PackagingFailed(ProjectName project, String commit, long runNumber, String reason)
            implements OfChange {}

    // ---- delivery ----

    /** A digest is to go to an environment. {@code release} counts within the project. */
    record ReleaseCreated(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String by)
            implements OfChange {}

    record ApprovalRequested(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String role,
            int count)
            implements OfChange {}

    record ReleaseApproved(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String by,
            String comment)
            implements OfChange {}

    record ReleaseDeclined(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String by,
            String comment)
            implements OfChange {}

    record RolloutStarted(
            ProjectName project, String commit, long release, String environment, String digest)
            implements OfChange {}

    /** The new release now takes {@code percent} of the traffic. */
    record RolloutStepped(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            int percent)
            implements OfChange {}

    /**
     * {@code reading} says the value and the threshold in words, such as {@code error_ratio 0.4 %
     * (below 2 %)}.
     */
    record GatePassed(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String gate,
            String reading)
            implements OfChange {}

    record GateFailed(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String gate,
            String reading,
            double value,
            double threshold)
            implements OfChange {}

    /**
     * The release takes all traffic of its environment. {@code replaced} is the digest before it,
     * or {@code ""}.
     */
    record ReleaseDeployed(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String replaced)
            implements OfChange {}

    /** The release never took traffic alone: it could not start or did not get healthy. */
    record DeploymentFailed(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String reason)
            implements OfChange {}

    /** A release that was live keeps dying. */
    record CrashLooped(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            int restarts,
            String reason)
            implements OfChange {}

    /**
     * The environment went back.
     *
     * @param commit the commit that was taken back
     * @param digest the digest that was taken back
     * @param toDigest the digest that takes all traffic again
     * @param toCommit its commit
     * @param gate the gate that failed, {@code crash-loop}, or {@code manual}
     * @param exposedAt when the release that was taken back first took traffic
     * @param detectedAt when it was found to be bad
     * @param restoredAt when the last good release took all traffic again
     */
    record RolledBack(
            ProjectName project,
            String commit,
            long release,
            String environment,
            String digest,
            String toDigest,
            String toCommit,
            String gate,
            String reason,
            String by,
            Instant exposedAt,
            Instant detectedAt,
            Instant restoredAt)
            implements OfChange {}

    record DigestQuarantined(
            ProjectName project, String commit, String digest, String environment, String reason)
            implements OfChange {}

    record QuarantineLifted(
            ProjectName project, String commit, String digest, String by, String reason)
            implements OfChange {}

    // ---- feedback ----

    /**
     * {@code commit} is the one that caused it; {@code suspects} are all that may have, newest
     * first.
     */
    record IssueOpened(
            ProjectName project,
            String commit,
            long number,
            String title,
            String by,
            List<String> suspects)
            implements OfChange {}

    /** {@code commit} is the one that closed it, or {@code ""}. */
    record IssueClosed(ProjectName project, String commit, long number, String by, String reason)
            implements OfChange {}

    record IssueReopened(ProjectName project, String commit, long number, String by, String reason)
            implements OfChange {}

    record IssueCommented(ProjectName project, long number, String by) implements OfProject {}

    // ---- access ----

    /**
     * {@code action} is a verb such as {@code user.created}, {@code token.created}, {@code
     * sign-in.failed}.
     */
    record AccessChanged(String by, String action, String subject, String detail) implements Fact {}

    record MemberChanged(ProjectName project, String by, String user, String role)
            implements OfProject {}

    /** A secret was set or removed; its value is nowhere in the ledger. */
    record SecretChanged(
            ProjectName project, String by, String name, String environment, String action)
            implements OfProject {}
}
