package dev.duru.delivery;

import dev.duru.manifest.Environment;
import dev.duru.manifest.Gate;
import dev.duru.manifest.Rollout;
import java.time.Duration;
import java.util.List;

/**
 * How one release takes over in one environment.
 *
 * @param steps percent of the traffic, the last one 100
 * @param every how long each step lasts
 * @param patience how much longer a step waits for enough requests
 * @param stopFirst whether the stable release stops before the new one starts
 * @param gates what is read at the end of each step
 */
record Plan(
        List<Integer> steps,
        Duration every,
        Duration patience,
        boolean stopFirst,
        List<Gate> gates,
        Environment.Quiet quiet,
        Environment.RollbackMode rollback) {
    Plan {
        steps = List.copyOf(steps);
        gates = List.copyOf(gates);
    }

    /**
     * The plan of an environment. Going back is all at once and without gates: it has served
     * before, and each moment counts. Without a stable release there is nothing to compare and
     * nobody to take the rest of the traffic, so there is one step.
     */
    static Plan of(Environment environment, boolean back, boolean first) {
        boolean stopFirst = environment.rollout() instanceof Rollout.Recreate && !first;
        if (back) {
            return new Plan(
                    List.of(100),
                    Duration.ZERO,
                    Duration.ZERO,
                    stopFirst,
                    List.of(),
                    environment.quiet(),
                    environment.rollback());
        }
        // What cannot be undone is never taken back by itself.
        Environment.RollbackMode rollback =
                environment.rules().irreversible()
                        ? Environment.RollbackMode.MANUAL
                        : environment.rollback();
        Duration window = environment.verify().isEmpty() ? Duration.ZERO : longest(environment);
        return switch (environment.rollout()) {
            case Rollout.Canary canary ->
                    new Plan(
                            first ? List.of(100) : canary.steps(),
                            environment.verify().isEmpty() && first
                                    ? Duration.ZERO
                                    : canary.every(),
                            canary.patience(),
                            false,
                            environment.verify(),
                            environment.quiet(),
                            rollback);
            case Rollout.Rolling _, Rollout.Recreate _ ->
                    new Plan(
                            List.of(100),
                            window,
                            window,
                            stopFirst,
                            environment.verify(),
                            environment.quiet(),
                            rollback);
        };
    }

    private static Duration longest(Environment environment) {
        Duration longest = Duration.ZERO;
        for (Gate gate : environment.verify()) {
            Duration window = gate.window() == null ? Rollout.Canary.DEFAULT_EVERY : gate.window();
            longest = longest.compareTo(window) < 0 ? window : longest;
        }
        return longest;
    }

    boolean last(int step) {
        return step >= steps.size() - 1;
    }

    int percent(int step) {
        return steps.get(Math.min(step, steps.size() - 1));
    }
}
