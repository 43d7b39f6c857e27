package dev.duru.delivery;

import dev.duru.manifest.Environment;
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

    /** The step's gates passed, and somebody is to say that it goes on. */
    record Pause(List<Judged> passed) implements RolloutDecision {}

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

    /** It comes no further although its time is over. */
    record Overdue(String reason) implements RolloutDecision {}

    /** So many restarts in five minutes are a crash loop. */
    int CRASH_LOOP = Replica.CRASH_LOOP;

    /** So many ends before the first healthy answer are enough to give up. */
    int START_TRIES = 3;

    /**
     * What is seen of a rollout at one moment.
     *
     * @param wanted how many replicas must be healthy before it takes traffic
     * @param startTimeout how long a replica may take to get healthy
     * @param requests of the new release that were answered since the step began
     * @param replaced whether no copy of the stable release is left that was to be replaced
     */
    record Sight(
            Release release,
            Plan plan,
            List<Replica> replicas,
            int wanted,
            Duration startTimeout,
            List<Judged> gates,
            long requests,
            boolean replaced,
            Instant now) {
        Plan.Stage stage() {
            return plan.stage(release.step());
        }

        /** When the step may end. */
        Instant end() {
            return release.since().plus(stage().lasts());
        }

        boolean overdue() {
            Duration deadline = plan.deadline();
            return deadline != null && !now.isBefore(end().plus(deadline));
        }
    }

    /** Decides for a release that is STARTING or STEPPING. */
    static RolloutDecision of(Sight sight) {
        return sight.release().state() == ReleaseState.STARTING ? starting(sight) : stepping(sight);
    }

    private static RolloutDecision starting(Sight sight) {
        long healthy = sight.replicas().stream().filter(Replica::healthy).count();
        if (healthy >= sight.wanted()) {
            return new Expose();
        }
        String tired = tired(sight);
        if (!tired.isEmpty()) {
            return new StartFailed(tired);
        }
        String count = healthy + " of " + sight.wanted() + " replicas are healthy";
        Duration deadline = sight.plan().deadline();
        return deadline != null && !sight.now().isBefore(sight.release().since().plus(deadline))
                ? new StartFailed(count + " after " + deadline.toSeconds() + " s")
                : new Wait(count);
    }

    /** Why a replica will not get healthy any more; empty when each still may. */
    private static String tired(Sight sight) {
        for (Replica replica : sight.replicas()) {
            if (replica.healthy()) {
                continue;
            }
            if (replica.recentRestarts() >= START_TRIES) {
                return "replica "
                        + replica.index()
                        + " ended "
                        + replica.recentRestarts()
                        + " times before it was healthy; "
                        + replica.detail();
            }
            Duration taken = Duration.between(replica.startedAt(), sight.now());
            if (taken.compareTo(sight.startTimeout()) > 0) {
                return "replica "
                        + replica.index()
                        + " was not healthy within "
                        + sight.startTimeout().toSeconds()
                        + " s; "
                        + replica.detail();
            }
        }
        return "";
    }

    private static RolloutDecision stepping(Sight sight) {
        for (Replica replica : sight.replicas()) {
            if (replica.recentRestarts() >= CRASH_LOOP) {
                return new Crashing(replica.recentRestarts(), replica.detail());
            }
        }
        boolean replacing = sight.plan().replacing(sight.release().step());
        boolean ended = !sight.now().isBefore(sight.end());
        for (Judged judged : sight.gates()) {
            if (judged.verdict() instanceof Verdict.Bad bad
                    && (ended && !replacing || bad.clear())) {
                return new GateBroken(judged);
            }
        }
        RolloutDecision waiting = replacing ? replacing(sight) : verifying(sight, ended);
        if (waiting instanceof Wait(String why) && ended && sight.overdue()) {
            return new Overdue(
                    "no progress for "
                            + Duration.between(sight.end(), sight.now()).toSeconds()
                            + " s"
                            + (why.isEmpty() ? "" : ": " + why));
        }
        return waiting;
    }

    private static RolloutDecision replacing(Sight sight) {
        if (sight.replaced()) {
            return new Step(sight.release().step() + 1, List.of());
        }
        String tired = tired(sight);
        return tired.isEmpty()
                ? new Wait(
                        sight.replicas().stream().filter(Replica::healthy).count()
                                + " of "
                                + sight.plan().room().replicas()
                                + " replicas are replaced")
                : new Overdue(tired);
    }

    private static RolloutDecision verifying(Sight sight, boolean ended) {
        if (!ended) {
            return new Wait("");
        }
        Plan.Stage stage = sight.stage();
        if (sight.requests() < stage.requests()) {
            return new Wait(sight.requests() + " of " + stage.requests() + " requests");
        }
        String pending = said(sight, Verdict.Pending.class);
        if (!pending.isEmpty()) {
            return new Wait(pending);
        }
        String scarce = said(sight, Verdict.Scarce.class);
        boolean doubts =
                sight.plan().last(sight.release().step())
                        || sight.plan().quiet() == Environment.Quiet.HOLD;
        if (scarce.isEmpty() && doubts) {
            scarce = said(sight, Verdict.Doubtful.class);
        }
        if (!scarce.isEmpty()) {
            boolean patient = sight.now().isBefore(sight.end().plus(sight.plan().patience()));
            switch (sight.plan().quiet()) {
                case HOLD -> {
                    return new Wait(scarce);
                }
                case CONTINUE -> {
                    if (patient) {
                        return new Wait(scarce);
                    }
                }
            }
        }
        int step = sight.release().step();
        if (stage.pause()) {
            return new Pause(sight.gates());
        }
        return sight.plan().last(step)
                ? new Complete(sight.gates())
                : new Step(step + 1, sight.gates());
    }

    private static String said(Sight sight, Class<? extends Verdict> kind) {
        return sight.gates().stream()
                .filter(j -> kind.isInstance(j.verdict()))
                .map(j -> j.gate() + ": " + j.verdict().reading())
                .collect(Collectors.joining("; "));
    }
}
