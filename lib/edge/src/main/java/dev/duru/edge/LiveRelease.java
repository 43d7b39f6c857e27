package dev.duru.edge;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One release of a route with its copies and whose turn it is. */
final class LiveRelease {
    private final EdgeConfig.Release spec;
    private final ReleaseMeter meter;
    private final List<Backend> backends;
    private int turn;
    private long credit;

    LiveRelease(EdgeConfig.Release spec, ReleaseMeter meter, List<Backend> backends) {
        this.spec = spec;
        this.meter = meter;
        this.backends = List.copyOf(backends);
    }

    String name() {
        return spec.name();
    }

    EdgeConfig.Release spec() {
        return spec;
    }

    ReleaseMeter meter() {
        return meter;
    }

    List<Backend> backends() {
        return backends;
    }

    /** The copy of this name, if requests may go to it. */
    @Nullable Backend well(String name, long nowNanos) {
        for (Backend backend : backends) {
            if (backend.name().equals(name)) {
                return backend.isIll() || backend.isDown(nowNanos) ? null : backend;
            }
        }
        return null;
    }

    /**
     * The next copy by turn that was not tried yet. Those that start slowly come later, those that
     * refused or failed lately last, ill ones never.
     */
    @Nullable Backend next(Set<Backend> tried, long slowStartNanos, long nowNanos) {
        Backend slow = null;
        Backend last = null;
        for (int i = 0; i < backends.size(); i++) {
            Backend backend = backends.get(turn);
            turn = turn + 1 >= backends.size() ? 0 : turn + 1;
            if (tried.contains(backend) || backend.isIll()) {
                continue;
            }
            if (backend.isDown(nowNanos)) {
                last = backend;
            } else if (backend.takesSlowly(slowStartNanos, nowNanos)) {
                return backend;
            } else {
                slow = backend;
            }
        }
        return slow != null ? slow : last;
    }

    void failed(Backend backend, RouteSettings.Outlier rule, long nowNanos) {
        long out = backends.stream().filter(b -> b.isEjected(nowNanos)).count();
        boolean mayEject = (out + 1) * 100 <= (long) backends.size() * rule.mostPercent();
        if (backend.failed(rule, mayEject, nowNanos)) {
            meter.ejected();
        }
    }

    /** For people: what is wrong with each copy. */
    String troubles(long nowNanos) {
        return backends.stream()
                .map(b -> b.name() + ": " + b.trouble(nowNanos))
                .collect(Collectors.joining("; "));
    }

    void takeOver(LiveRelease before, boolean sameShares) {
        turn = backends.isEmpty() ? 0 : before.turn % backends.size();
        credit = sameShares ? before.credit : 0;
    }

    /** One step of smooth weighted round robin. */
    long earn() {
        credit += spec.weight();
        return credit;
    }

    void pay(long total) {
        credit -= total;
    }
}
