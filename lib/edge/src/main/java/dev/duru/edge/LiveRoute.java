package dev.duru.edge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One route with the running accounts of its releases. */
final class LiveRoute {
    private final EdgeConfig.Route spec;
    private final RouteSettings settings;
    private final List<LiveRelease> releases;
    private final long slowStartNanos;
    private RouteFlow flow;

    LiveRoute(EdgeConfig.Route spec, List<LiveRelease> releases) {
        this.spec = spec;
        this.settings = spec.settingsOrNone();
        this.releases = List.copyOf(releases);
        Integer slow = settings.slowStartMillis();
        this.slowStartNanos = slow == null ? 0 : TimeUnit.MILLISECONDS.toNanos(slow);
        this.flow = new RouteFlow();
    }

    EdgeConfig.Route spec() {
        return spec;
    }

    RouteSettings settings() {
        return settings;
    }

    RouteFlow flow() {
        return flow;
    }

    List<LiveRelease> releases() {
        return releases;
    }

    long slowStartNanos() {
        return slowStartNanos;
    }

    @Nullable LiveRelease named(String name) {
        for (LiveRelease release : releases) {
            if (release.name().equals(name)) {
                return release;
            }
        }
        return null;
    }

    /**
     * Smooth weighted round robin: over any run of requests as long as the sum of the weights each
     * release gets exactly its weight, spread evenly.
     */
    @Nullable LiveRelease pick() {
        LiveRelease best = null;
        long most = 0;
        long total = 0;
        for (LiveRelease release : releases) {
            if (release.spec().takesTraffic()) {
                long credit = release.earn();
                total += release.spec().weight();
                if (best == null || credit > most) {
                    best = release;
                    most = credit;
                }
            }
        }
        if (best != null) {
            best.pay(total);
        }
        return best;
    }

    boolean takes(String path) {
        String prefix = spec.pathPrefix();
        return prefix.length() == 1
                || path.startsWith(prefix)
                        && (path.length() == prefix.length()
                                || path.charAt(prefix.length()) == '/'
                                || path.charAt(prefix.length()) == '?');
    }

    /** Goes on where the old table stopped, unless the shares changed. */
    void takeOver(LiveRoute old) {
        flow = old.flow;
        boolean sameShares = shares().equals(old.shares());
        for (LiveRelease release : releases) {
            LiveRelease before = old.named(release.name());
            if (before != null) {
                release.takeOver(before, sameShares);
            }
        }
    }

    private Map<String, Integer> shares() {
        Map<String, Integer> shares = new HashMap<>();
        for (LiveRelease release : releases) {
            if (release.spec().takesTraffic()) {
                shares.put(release.name(), release.spec().weight());
            }
        }
        return shares;
    }
}
