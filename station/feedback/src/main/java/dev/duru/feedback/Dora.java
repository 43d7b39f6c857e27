package dev.duru.feedback;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The four figures of DORA, from facts alone.
 *
 * <ul>
 *   <li>Deployment frequency: releases that went live in production, a day.
 *   <li>Lead time: from the commit's own time until its release is live; the median.
 *   <li>Change failure rate: of the releases that users met, the share that was rolled back, failed
 *       its gate or kept crashing.
 *   <li>Time to restore: from the first traffic of a bad release until the good one has all of it
 *       again; the median.
 * </ul>
 *
 * @param from the start of the window; not before the project's first fact, and at least a day ago
 * @param changeFailureRate 0 to 1; null when nothing was deployed
 * @param deployments what the figures are made of, newest first
 */
public record Dora(
        Instant from,
        Instant to,
        double deploymentFrequencyPerDay,
        @Nullable Double leadTimeSeconds,
        @Nullable Double changeFailureRate,
        @Nullable Double timeToRestoreSeconds,
        List<Deployment> deployments) {

    private static final Duration DAY = Duration.ofDays(1);

    /**
     * A release in production.
     *
     * @param at when it went live, or else when it was taken back
     * @param live whether it ever took all traffic
     * @param failed whether it counts as a change failure
     * @param leadTimeSeconds null when it never went live or its commit's time is unknown
     * @param restoreSeconds null when nothing had to be restored
     * @param facts the sequences of the facts that say so
     */
    public record Deployment(
            long release,
            String commit,
            String digest,
            String environment,
            Instant at,
            boolean live,
            boolean failed,
            @Nullable Double leadTimeSeconds,
            @Nullable Double restoreSeconds,
            List<Long> facts) {}

    /**
     * Counts.
     *
     * @param facts of one project, oldest first: pushes, deployments, failed gates, crash loops,
     *     rollbacks; older ones than the window serve for the commits' times
     * @param production whether an environment counts
     */
    public static Dora of(
            List<Entry> facts, Predicate<String> production, Instant now, Duration window) {
        Map<String, Entry> pushes = new HashMap<>();
        Map<Long, Builder> releases = new LinkedHashMap<>();
        for (Entry entry : facts) {
            if (entry.fact() instanceof Fact.CommitPushed push) {
                pushes.putIfAbsent(push.commit(), entry);
            } else {
                note(entry, production, releases);
            }
        }
        Instant first = facts.isEmpty() ? now : facts.getFirst().at();
        Instant from = latest(now.minus(window), earliest(first, now.minus(DAY)));
        List<Deployment> deployments =
                releases.values().stream()
                        .map(builder -> builder.build(pushes))
                        .filter(Objects::nonNull)
                        .filter(deployment -> !deployment.at().isBefore(from))
                        .sorted(Comparator.comparing(Deployment::at).reversed())
                        .toList();
        double days = Duration.between(from, now).toMillis() / (double) DAY.toMillis();
        long live = deployments.stream().filter(Deployment::live).count();
        long failed = deployments.stream().filter(Deployment::failed).count();
        return new Dora(
                from,
                now,
                live / days,
                median(known(deployments, Deployment::leadTimeSeconds)),
                deployments.isEmpty() ? null : failed / (double) deployments.size(),
                median(known(deployments, Deployment::restoreSeconds)),
                deployments);
    }

    private static void note(
            Entry entry, Predicate<String> production, Map<Long, Builder> releases) {
        switch (entry.fact()) {
            case Fact.ReleaseDeployed f when production.test(f.environment()) -> {
                Builder builder = builder(releases, f.release());
                builder.is(f.commit(), f.digest(), f.environment(), entry);
                if (builder.liveAt == null) {
                    builder.liveAt = entry.at();
                }
            }
            case Fact.GateFailed f when production.test(f.environment()) ->
                    builder(releases, f.release())
                            .is(f.commit(), f.digest(), f.environment(), entry)
                            .fails();
            case Fact.CrashLooped f when production.test(f.environment()) ->
                    builder(releases, f.release())
                            .is(f.commit(), f.digest(), f.environment(), entry)
                            .fails();
            case Fact.RolledBack f when production.test(f.environment()) -> {
                Builder builder = builder(releases, f.release());
                builder.is(f.commit(), f.digest(), f.environment(), entry).fails();
                builder.restore = seconds(f.exposedAt(), f.restoredAt());
            }
            case Fact other -> {}
        }
    }

    private static Builder builder(Map<Long, Builder> releases, long release) {
        return releases.computeIfAbsent(release, Builder::new);
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earliest(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
    }

    private static List<Double> known(
            List<Deployment> deployments, Function<Deployment, @Nullable Double> figure) {
        List<Double> known = new ArrayList<>();
        for (Deployment deployment : deployments) {
            Double value = figure.apply(deployment);
            if (value != null) {
                known.add(value);
            }
        }
        return known;
    }

    /** The median; null of nothing. */
    static @Nullable Double median(List<Double> values) {
        if (values.isEmpty()) {
            return null;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : Double.valueOf((sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }

    /** What the facts say of one release, gathered. */
    private static final class Builder {
        private final long release;
        private final List<Long> facts = new ArrayList<>();
        private String commit = "";
        private String digest = "";
        private String environment = "";
        private @Nullable Instant lastAt;
        private @Nullable Instant liveAt;
        private @Nullable Double restore;
        private boolean failed;

        Builder(long release) {
            this.release = release;
        }

        Builder is(String commit, String digest, String environment, Entry entry) {
            this.commit = commit;
            this.digest = digest;
            this.environment = environment;
            this.lastAt = entry.at();
            facts.add(entry.sequence());
            return this;
        }

        void fails() {
            failed = true;
        }

        @Nullable Deployment build(Map<String, Entry> pushes) {
            Instant at = liveAt != null ? liveAt : lastAt;
            if (at == null) {
                return null;
            }
            @Nullable Double lead = null;
            List<Long> trace = new ArrayList<>(facts);
            Entry push = pushes.get(commit);
            if (push != null && push.fact() instanceof Fact.CommitPushed pushed) {
                trace.addFirst(push.sequence());
                if (liveAt != null) {
                    lead = seconds(earliest(pushed.committedAt(), push.at()), liveAt);
                }
            }
            return new Deployment(
                    release,
                    commit,
                    digest,
                    environment,
                    at,
                    liveAt != null,
                    failed,
                    lead,
                    restore,
                    trace);
        }
    }
}
