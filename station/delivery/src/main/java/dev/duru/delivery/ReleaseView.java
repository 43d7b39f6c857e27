package dev.duru.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A release as pages and API show it.
 *
 * @param state in lower case with underscores
 * @param title the first line of the commit's message, or {@code ""}
 * @param takesBack the release in whose place it came back, or 0
 * @param quarantined whether its digest is in quarantine
 */
public record ReleaseView(
        String project,
        long number,
        String environment,
        String commit,
        String title,
        String digest,
        String state,
        String by,
        Instant createdAt,
        Instant since,
        @Nullable Instant exposedAt,
        long takesBack,
        boolean quarantined,
        String note,
        List<ApprovalView> approvals,
        List<GateView> gates) {

    /** Somebody's word. */
    public record ApprovalView(String by, String comment, Instant at) {}

    static ReleaseView of(
            Release release,
            String title,
            boolean quarantined,
            List<DecisionStore.Approval> approvals,
            List<DecisionStore.StepReading> readings) {
        boolean crashing =
                release.state() == ReleaseState.LIVE
                        && release.condemned() != null
                        && release.condemned().gate().equals(Release.CRASH_LOOP);
        return new ReleaseView(
                release.project().toString(),
                release.number(),
                release.environment().name(),
                release.commit(),
                title,
                release.digest(),
                crashing ? "crash_looped" : release.state().name().toLowerCase(Locale.ROOT),
                release.by(),
                release.createdAt(),
                release.since(),
                release.exposedAt(),
                release.takesBack(),
                quarantined,
                release.note(),
                approvals.stream()
                        .map(a -> new ApprovalView(a.person(), a.comment(), a.at()))
                        .toList(),
                readings.stream()
                        .map(r -> new GateView(r.step(), r.gate(), r.verdict(), r.reading()))
                        .toList());
    }

    /** The word under which the pages know the state's colour and translation. */
    public String badge() {
        return switch (state) {
            case "waiting" -> "waiting-approval";
            case "starting" -> "deploying";
            case "stepping" -> "verifying";
            case "reverting" -> "rolling-back";
            default -> state.replace('_', '-');
        };
    }

    /** Whether it has served all traffic and can do so again. */
    public boolean canComeBack() {
        return state.equals("retired") && !quarantined;
    }

    /** Whether a revert of its change is offered. */
    public boolean canRevert() {
        return state.equals("rolled_back") || state.equals("failed");
    }

    /** Whether it is neither live nor on its way. */
    public boolean over() {
        return switch (state) {
            case "retired", "rolled_back", "failed", "declined", "superseded" -> true;
            default -> false;
        };
    }
}
