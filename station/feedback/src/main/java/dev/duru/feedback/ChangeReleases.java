package dev.duru.feedback;

import dev.duru.kernel.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a change's releases follow from facts. */
final class ChangeReleases {
    private ChangeReleases() {}

    static Change.Release created(Fact.ReleaseCreated f, Instant at) {
        return new Change.Release(
                f.release(),
                f.environment(),
                f.digest(),
                f.by(),
                "created",
                0,
                "",
                List.of(),
                List.of(),
                null,
                at,
                null);
    }

    static Change.Release state(Change.Release release, String state) {
        return with(
                release,
                state,
                release.percent(),
                release.reason(),
                release.rollback(),
                release.liveAt());
    }

    static Change.Release percent(Change.Release release, int percent) {
        return with(
                release,
                "verifying",
                percent,
                release.reason(),
                release.rollback(),
                release.liveAt());
    }

    static Change.Release because(Change.Release release, String reason) {
        return with(
                release,
                release.state(),
                release.percent(),
                reason,
                release.rollback(),
                release.liveAt());
    }

    static Change.Release live(Change.Release release, Instant at) {
        return with(release, "live", 100, release.reason(), release.rollback(), at);
    }

    static Change.Release rolledBack(Change.Release release, Fact.RolledBack f) {
        Change.Rollback rollback =
                new Change.Rollback(
                        f.gate(),
                        f.reason(),
                        f.by(),
                        f.toCommit(),
                        f.toDigest(),
                        f.exposedAt(),
                        f.detectedAt(),
                        f.restoredAt());
        return with(release, "rolled-back", 0, f.reason(), rollback, release.liveAt());
    }

    static Change.Release approval(Change.Release release, Change.Approval approval) {
        return new Change.Release(
                release.number(),
                release.environment(),
                release.digest(),
                release.by(),
                release.state(),
                release.percent(),
                release.reason(),
                plus(release.approvals(), approval),
                release.gates(),
                release.rollback(),
                release.createdAt(),
                release.liveAt());
    }

    static Change.Release gate(Change.Release release, Change.Gate gate) {
        return new Change.Release(
                release.number(),
                release.environment(),
                release.digest(),
                release.by(),
                release.state(),
                release.percent(),
                release.reason(),
                release.approvals(),
                plus(release.gates(), gate),
                release.rollback(),
                release.createdAt(),
                release.liveAt());
    }

    private static Change.Release with(
            Change.Release release,
            String state,
            int percent,
            String reason,
            Change.@Nullable Rollback rollback,
            @Nullable Instant liveAt) {
        return new Change.Release(
                release.number(),
                release.environment(),
                release.digest(),
                release.by(),
                state,
                percent,
                reason,
                release.approvals(),
                release.gates(),
                rollback,
                release.createdAt(),
                liveAt);
    }

    private static <T> List<T> plus(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return List.copyOf(longer);
    }
}
