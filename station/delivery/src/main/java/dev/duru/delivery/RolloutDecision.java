package dev.duru.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What the reconcile loop does next with the release that rolls out. Pure. */
sealed interface RolloutDecision {
    /** Nothing yet. */
    record Wait(String note) implements RolloutDecision {}

    /** All replicas are healthy: give it its first share. */
    record Expose() implements RolloutDecision {}

    /** The step's gates passed: give it the next share. */
    record Step(int next, List<Judged> passed) implements RolloutDecision {}

    /** The last step's gates passed. */
    record Complete(List<Judged> passed) implements RolloutDecision {}

    /** It never got healthy. */
    record StartFailed(String reason) implements RolloutDecision {}

    /**
     * A gate failed; what that leads to depends on the plan and on whether there is a stable one.
     */
    record GateBroken(Judged gate) implements RolloutDecision {}

    /** Its replicas die again and again while it takes traffic. */
    record Crashing(int restarts, String reason) implements RolloutDecision {}

    /** So many restarts in five minutes are a crash loop. */
    int CRASH_LOOP = Replica.CRASH_LOOP;

    /** So many ends before the first healthy answer are enough to give up. */
    int START_TRIES = 3;

    /**
     * What is seen of a rollout at one moment.
     *
     * @param startTimeout how long a replica may take to get healthy
     */
    record Sight(
            Release release,
            Plan plan,
            List<Replica> replicas,
            int wanted,
            Duration startTimeout,
            List<Judged> gates,
            Instant now) {}

    /** Decides for a release that is STARTING or STEPPING. */
    static RolloutDecision of(Sight sight) {
        return sight.release().state() == ReleaseState.STARTING ? starting(sight) : stepping(sight);
    }

    private static RolloutDecision starting(Sight sight) {
        long healthy = sight.replicas().stream().filter(Replica::healthy).count();
        if (healthy >= sight.wanted()) {
            return new Expose();
        }
        for (Replica replica : sight.replicas()) {
            if (replica.healthy()) {
                continue;
            }
            if (replica.recentRestarts() >= START_TRIES) {
                return new StartFailed(
                        "replica "
                                + replica.index()
                                + " ended "
                                + replica.recentRestarts()
                                + " times before it was healthy; "
                                + replica.detail());
            }
            Duration taken = Duration.between(replica.startedAt(), sight.now());
            if (taken.compareTo(sight.startTimeout()) > 0) {
                return new StartFailed(
                        "replica "
                                + replica.index()
                                + " was not healthy within "
                                + sight.startTimeout().toSeconds()
                                + " s; "
                                + replica.detail());
            }
        }
        return new Wait(healthy + " of " + sight.wanted() + " replicas are healthy");
    }

    private static RolloutDecision stepping(Sight sight) {
        for (Replica replica : sight.replicas()) {
            if (replica.recentRestarts() >= CRASH_LOOP) {
                return new Crashing(replica.recentRestarts(), replica.detail());
            }
        }
        Instant end = sight.release().since().plus(sight.plan().every());
        boolean ended = !sight.now().isBefore(end);
        for (Judged judged : sight.gates()) {
            if (judged.verdict() instanceof Verdict.Bad bad && (ended || bad.clear())) {
                return new GateBroken(judged);
            }
        }
        if (!ended) {
            return new Wait("");
        }
        boolean scarce =
                sight.gates().stream().anyMatch(j -> j.verdict() instanceof Verdict.Scarce);
        if (scarce) {
            String why =
                    sight.gates().stream()
                            .filter(j -> j.verdict() instanceof Verdict.Scarce)
                            .map(j -> j.gate().name() + ": " + j.verdict().reading())
                            .collect(Collectors.joining("; "));
            boolean patient = sight.now().isBefore(end.plus(sight.plan().patience()));
            switch (sight.plan().quiet()) {
                case HOLD -> {
                    return new Wait(why);
                }
                case CONTINUE -> {
                    if (patient) {
                        return new Wait(why);
                    }
                }
            }
        }
        int step = sight.release().step();
        return sight.plan().last(step)
                ? new Complete(sight.gates())
                : new Step(step + 1, sight.gates());
    }
}
