package dev.duru.delivery;

import dev.duru.delivery.Traffic.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of an environment are shared out, given its releases and their replicas. Pure.
 *
 * @param plan of the release that rolls out; null when none does
 * @param copies where copies are replaced a few at a time; null otherwise
 */
record Shares(
        Scene scene,
        @Nullable Plan plan,
        @Nullable Copies copies,
        Map<Long, List<Replica>> replicas) {

    List<Share> list() {
        List<Share> shares = new ArrayList<>();
        Release live = scene.live();
        Release rolling = scene.rolling();
        int fresh = rolling == null ? 0 : fresh(rolling);
        if (live != null) {
            int stays = copies == null ? Integer.MAX_VALUE : copies.old();
            List<Replica> all = replicas(live).stream().filter(r -> r.index() < stays).toList();
            shares.add(share(live, stable(rolling, fresh, all), all));
        }
        if (rolling != null && rolling.state() != ReleaseState.STARTING) {
            shares.add(share(rolling, fresh, replicas(rolling)));
        }
        scene.leaving().forEach(release -> shares.add(share(release, 0, replicas(release))));
        return shares;
    }

    private int stable(@Nullable Release rolling, int fresh, List<Replica> routed) {
        if (rolling == null || plan == null) {
            return 100;
        }
        if (plan.style() == Plan.Style.GRADUAL) {
            int able = able(routed);
            return fresh == 0 && able == 0 ? 1 : able;
        }
        return 100 - fresh;
    }

    /** The weight of the release that rolls out. */
    private int fresh(Release rolling) {
        if (plan == null) {
            return 0;
        }
        boolean gradual = plan.style() == Plan.Style.GRADUAL;
        return switch (rolling.state()) {
            case STEPPING, HELD -> gradual ? able(replicas(rolling)) : plan.percent(rolling.step());
            case REVERTING -> reverting(rolling, gradual);
            case WAITING,
                    QUEUED,
                    STARTING,
                    LIVE,
                    RETIRED,
                    ROLLED_BACK,
                    FAILED,
                    DECLINED,
                    SUPERSEDED ->
                    0;
        };
    }

    /** What a release that is taken back still serves, as long as the stable one cannot. */
    private int reverting(Release rolling, boolean gradual) {
        Release live = scene.live();
        int stable = live == null ? 0 : able(replicas(live));
        int here = able(replicas(rolling));
        if (gradual && plan != null) {
            return Math.min(here, Math.max(0, plan.room().least() - stable));
        }
        return stable == 0 && here > 0 ? 100 : 0;
    }

    /** Whether the stable release serves alone after a release was taken back. */
    boolean restored(Release rolling) {
        Release live = scene.live();
        return live != null && well(replicas(live)) > 0 && fresh(rolling) == 0;
    }

    private List<Replica> replicas(Release release) {
        return replicas.getOrDefault(release.number(), List.of());
    }

    /**
     * How many of one release can serve: the healthy ones, or, as long as nothing is known of any
     * copy, as after a restart of Duru, those that are not dead.
     */
    private int able(List<Replica> some) {
        boolean known = replicas.values().stream().anyMatch(all -> well(all) > 0);
        return known
                ? well(some)
                : (int)
                        some.stream()
                                .filter(replica -> replica.state() != Replica.State.DEAD)
                                .filter(replica -> !replica.address().isEmpty())
                                .count();
    }

    static int well(List<Replica> replicas) {
        return (int) replicas.stream().filter(Replica::healthy).count();
    }

    private static Share share(Release release, int weight, List<Replica> all) {
        List<String> healthy = all.stream().filter(Replica::healthy).map(Replica::address).toList();
        List<String> backends =
                healthy.isEmpty()
                        ? all.stream().map(Replica::address).filter(a -> !a.isEmpty()).toList()
                        : healthy;
        return new Share(release.workload(), release.version(), weight, backends);
    }
}
