package dev.duru.delivery;

import dev.duru.delivery.Traffic.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

    /** How requests are shared out, given the replicas by release. Pure. */
    List<Share> shares(int percent, Map<Long, List<Replica>> replicas) {
        List<Share> shares = new ArrayList<>();
        int toRolling =
                rolling != null
                                && (rolling.state() == ReleaseState.STEPPING
                                        || rolling.state() == ReleaseState.HELD)
                        ? percent
                        : 0;
        if (live != null) {
            shares.add(share(live, 100 - toRolling, replicas));
        }
        if (rolling != null && rolling.state() != ReleaseState.STARTING) {
            shares.add(share(rolling, toRolling, replicas));
        }
        leaving.forEach(release -> shares.add(share(release, 0, replicas)));
        return shares;
    }

    private static Share share(Release release, int weight, Map<Long, List<Replica>> replicas) {
        List<Replica> all = replicas.getOrDefault(release.number(), List.of());
        List<String> healthy = all.stream().filter(Replica::healthy).map(Replica::address).toList();
        List<String> backends =
                healthy.isEmpty()
                        ? all.stream().map(Replica::address).filter(a -> !a.isEmpty()).toList()
                        : healthy;
        return new Share(release.workload(), release.version(), weight, backends);
    }
}
