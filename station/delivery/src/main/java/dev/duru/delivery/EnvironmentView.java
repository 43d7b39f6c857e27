package dev.duru.delivery;

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
        List<ReleaseView> history) {

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
