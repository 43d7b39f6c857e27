package dev.duru.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The open releases of an environment by the part that each plays.
 *
 * @param live takes all traffic, or what the rolling one leaves
 * @param rolling is being rolled out or taken back; at most one is
 * @param queued waits for its turn, the next one first
 * @param leaving are over, with replicas left to drain and stop
 */
record Scene(
        @Nullable Release live,
        @Nullable Release rolling,
        List<Release> queued,
        List<Release> leaving) {

    /** Nothing runs and nothing waits. */
    static final Scene EMPTY = new Scene(null, null, List.of(), List.of());

    static Scene of(List<Release> open) {
        Release live = null;
        Release rolling = null;
        List<Release> queued = new ArrayList<>();
        List<Release> leaving = new ArrayList<>();
        for (Release release : open) {
            if (release.state() == ReleaseState.LIVE) {
                live = release;
            } else if (release.state().rolling()) {
                rolling = release;
            } else if (release.state() == ReleaseState.QUEUED) {
                queued.add(release);
            } else if (release.state().over()) {
                leaving.add(release);
            }
        }
        queued.sort(
                Comparator.comparing(Release::goesBack).thenComparing(Release::number).reversed());
        return new Scene(live, rolling, queued, leaving);
    }

    /** The same before its rolling release has anything to do with it. */
    Scene withoutRolling() {
        return new Scene(live, null, queued, leaving);
    }

    /**
     * The release that was replaced last and whose replicas stay up for an instant return; null
     * when there is none, or its time is over.
     *
     * @param keep how long a release's replicas stay up
     */
    @Nullable Release kept(Instant now, Function<Release, Duration> keep) {
        Release newest = null;
        for (Release release : leaving) {
            boolean retired =
                    release.state() == ReleaseState.RETIRED && release.condemned() == null;
            if (retired && (newest == null || release.since().isAfter(newest.since()))) {
                newest = release;
            }
        }
        return newest != null && now.isBefore(newest.since().plus(keep.apply(newest)))
                ? newest
                : null;
    }
}
