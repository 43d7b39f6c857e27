package dev.duru.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An environment as pages and API show it.
 *
 * @param address where people reach the application
 * @param entrance what brings releases here: {@code from main}, {@code after staging} or {@code by
 *     hand}
 * @param waiting releases that wait for approval or for their turn, oldest first
 * @param history all releases, newest first
 * @param review what it is for, when a branch or a merge request has it for itself
 */
public record EnvironmentView(
        String project,
        String name,
        String address,
        String entrance,
        @Nullable ReleaseView live,
        @Nullable RolloutView rollout,
        List<ReleaseView> waiting,
        List<ReplicaView> replicas,
        List<ReleaseView> history,
        @Nullable ReviewView review) {

    /**
     * What an environment is for.
     *
     * @param template what declares it, such as {@code review/*}
     * @param request number of the merge request; 0 when it is the branch's
     * @param stopsAt when it ends by itself; null for never
     */
    public record ReviewView(
            String template, String branch, long request, @Nullable Instant stopsAt) {}

    /** One running copy. */
    public record ReplicaView(
            long release, int index, String state, String address, int recentRestarts) {}

    /** Whether there is an earlier release that can come back, or a rollout that can be stopped. */
    public boolean canRollBack() {
        return rollout != null || (live != null && lastGood() != null);
    }

    /** Whether the last thing that happened can be taken back: see {@code undo}. */
    public boolean canUndo() {
        return rollout == null
                && live != null
                && history.stream()
                        .anyMatch(r ->
                                r.number() != live.number()
                                        && (r.state().equals("retired")
                                                || r.state().equals("rolled_back")));
    }

    /** The release to which a rollback goes. */
    public @Nullable ReleaseView lastGood() {
        return history.stream()
                .filter(r -> r.canComeBack() && (live == null || !r.digest().equals(live.digest())))
                .findFirst()
                .orElse(null);
    }
}
