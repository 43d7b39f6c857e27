package dev.duru.source;

import dev.duru.kernel.AlertFact;
import dev.duru.kernel.Entry;
import dev.duru.kernel.EnvironmentFact;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ImageFact;
import dev.duru.kernel.PlanFact;
import dev.duru.kernel.PreparationFact;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a project stands in the loop, in one word, from its newest fact that says so. */
final class ProjectState {
    private ProjectState() {}

    /**
     * The state, as the page kit names states; empty when nothing has happened yet.
     *
     * @param entries newest first
     */
    static Optional<String> of(List<Entry> entries) {
        return entries.stream()
                .flatMap(entry -> of(entry.fact()).stream())
                .findFirst()
                .map(state -> state.toLowerCase(Locale.ROOT));
    }

    private static Optional<String> of(Fact fact) {
        return switch (fact) {
            case Fact.RunQueued _ -> Optional.of("queued");
            case Fact.RunStarted _ -> Optional.of("running");
            case Fact.JobStarted _ -> Optional.of("running");
            case Fact.RunFinished run -> Optional.of(run.result().name());
            case Fact.PackagingFailed _ -> Optional.of("failed");
            case Fact.ReleaseCreated _ -> Optional.of("deploying");
            case Fact.ApprovalRequested _ -> Optional.of("waiting-approval");
            case Fact.ReleaseDeclined _ -> Optional.of("declined");
            case Fact.RolloutStarted _ -> Optional.of("rolling-out");
            case Fact.RolloutStepped _ -> Optional.of("rolling-out");
            case Fact.GateFailed _ -> Optional.of("rolling-back");
            case Fact.ReleaseDeployed _ -> Optional.of("deployed");
            case Fact.DeploymentFailed _ -> Optional.of("failed");
            case Fact.CrashLooped _ -> Optional.of("crash-looped");
            case Fact.RolledBack _ -> Optional.of("rolled-back");
            case Fact.ProjectCreated _ -> Optional.empty();
            case Fact.CommitPushed _ -> Optional.empty();
            case Fact.RefDeleted _ -> Optional.empty();
            case Fact.OfMergeRequest _ -> Optional.empty();
            case PreparationFact _ -> Optional.empty();
            case PlanFact _ -> Optional.empty();
            case ImageFact _ -> Optional.empty();
            case EnvironmentFact _ -> Optional.empty();
            case AlertFact _ -> Optional.empty();
            case Fact.JobFinished _ -> Optional.empty();
            case Fact.JobApprovalRequested _ -> Optional.of("waiting-approval");
            case Fact.JobApproved _ -> Optional.of("running");
            case Fact.JobRejected _ -> Optional.empty();
            case Fact.EnvironmentEntered _ -> Optional.empty();
            case Fact.EnvironmentStopped _ -> Optional.empty();
            case Fact.TestsReported _ -> Optional.empty();
            case Fact.ImagePublished _ -> Optional.empty();
            case Fact.ReleaseApproved _ -> Optional.empty();
            case Fact.GatePassed _ -> Optional.empty();
            case Fact.DigestQuarantined _ -> Optional.empty();
            case Fact.QuarantineLifted _ -> Optional.empty();
            case Fact.IssueOpened _ -> Optional.empty();
            case Fact.IssueClosed _ -> Optional.empty();
            case Fact.IssueReopened _ -> Optional.empty();
            case Fact.IssueCommented _ -> Optional.empty();
            case Fact.AccessChanged _ -> Optional.empty();
            case Fact.MemberChanged _ -> Optional.empty();
            case Fact.SecretChanged _ -> Optional.empty();
        };
    }
}
