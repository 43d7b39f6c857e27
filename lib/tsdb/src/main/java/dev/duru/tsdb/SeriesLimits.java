package dev.duru.tsdb;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many series there may be: in all, and of one scope, so that one application that begins
 * series without end takes nobody else's place. A series' scope is the value of the first of some
 * labels that it has. Safe for many threads.
 */
public final class SeriesLimits {
    private final int most;
    private final int mostOfScope;
    private final List<String> scopeLabels;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private final Map<String, Scope> scopes = new ConcurrentHashMap<>();

    private static final class Scope {
        private final AtomicInteger count = new AtomicInteger();
        private final AtomicLong refused = new AtomicLong();
        private volatile int most;

        Scope(int most) {
            this.most = most;
        }
    }

    /**
     * Limits.
     *
     * @param most series in all
     * @param mostOfScope series of a scope that has no limit of its own
     * @param scopeLabels labels that name a scope, the strongest first
     */
    public SeriesLimits(int most, int mostOfScope, List<String> scopeLabels) {
        this.most = most;
        this.mostOfScope = mostOfScope;
        this.scopeLabels = List.copyOf(scopeLabels);
    }

    /** One limit for all together. */
    public static SeriesLimits total(int most) {
        return new SeriesLimits(most, most, List.of());
    }

    /** Gives a scope a limit of its own. */
    public void limit(String scope, int newMost) {
        scope(scope).most = newMost;
    }

    /** The scope of a series, empty when no label names one. */
    public String scopeOf(Labels labels) {
        for (String label : scopeLabels) {
            String value = labels.value(label);
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private Scope scope(String name) {
        return scopes.computeIfAbsent(
                name, n -> new Scope(n.isEmpty() ? Integer.MAX_VALUE : mostOfScope));
    }

    /** Counts a series that begins, or says and counts why it may not. */
    public Outcome begin(Labels labels) {
        Scope scope = scope(scopeOf(labels));
        if (!within(scope.count, scope.most)) {
            scope.refused.incrementAndGet();
            refused.incrementAndGet();
            return Outcome.TOO_MANY_SERIES_OF_SCOPE;
        }
        if (!within(count, most)) {
            scope.count.decrementAndGet();
            scope.refused.incrementAndGet();
            refused.incrementAndGet();
            return Outcome.TOO_MANY_SERIES;
        }
        return Outcome.KEPT;
    }

    /** Counts a series that a store had already; it is never refused. */
    public void restore(Labels labels) {
        scope(scopeOf(labels)).count.incrementAndGet();
        count.incrementAndGet();
    }

    private static boolean within(AtomicInteger count, int most) {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A series is no more. */
    public void end(Labels labels) {
        scope(scopeOf(labels)).count.decrementAndGet();
        count.decrementAndGet();
    }

    /** How many series there are. */
    public int count() {
        return count.get();
    }

    /** How many samples were refused because their series was one too many. */
    public long refusedCount() {
        return refused.get();
    }

    /** Samples refused by the scope of their series; only scopes that had any. */
    public Map<String, Long> refusedByScope() {
        Map<String, Long> found = new TreeMap<>();
        scopes.forEach((name, scope) -> {
            if (scope.refused.get() > 0) {
                found.put(name, scope.refused.get());
            }
        });
        return found;
    }

    /** Series by scope. */
    public Map<String, Integer> countByScope() {
        Map<String, Integer> found = new TreeMap<>();
        scopes.forEach((name, scope) -> {
            if (scope.count.get() > 0) {
                found.put(name, scope.count.get());
            }
        });
        return found;
    }
}
