package dev.duru.delivery;

import dev.duru.manifest.Check;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Gate;
import dev.duru.manifest.Rollout;
import dev.duru.manifest.SignalQueries;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one release takes over in one environment.
 *
 * @param stages what it goes through, the last one with all traffic
 * @param room what may run beside and be missing, where copies are replaced a few at a time
 * @param patience how much longer a stage waits for enough requests
 * @param deadline how long it may stand still past a stage's time; null for ever
 * @param gates read on signals of requests in each stage
 * @param checks what else must pass
 * @param signals where requests are measured instead of the edge; null for the edge
 */
record Plan(
        List<Stage> stages,
        Style style,
        Copies.Room room,
        Duration patience,
        @Nullable Duration deadline,
        List<Gate> gates,
        List<Check> checks,
        @Nullable SignalQueries signals,
        Environment.Quiet quiet,
        Environment.RollbackMode rollback) {
    Plan {
        stages = List.copyOf(stages);
        gates = List.copyOf(gates);
        checks = List.copyOf(checks);
    }

    /** How the two releases stand to each other. */
    enum Style {
        /** All new copies come up beside the old ones, which stay until it is over. */
        BESIDE,
        /** Copies are replaced a few at a time, in the first stage. */
        GRADUAL,
        /** The stable release stops before the new one starts. */
        STOP_FIRST
    }

    /**
     * One stage.
     *
     * @param percent of the traffic
     * @param shadow percent of the stable release's GET and HEAD requests that it gets as copies
     * @param lasts how long at least
     * @param requests so many must have been answered
     * @param pause whether somebody must say that it goes on
     */
    record Stage(int percent, int shadow, Duration lasts, int requests, boolean pause) {
        static Stage all(Duration lasts) {
            return new Stage(100, 0, lasts, 0, false);
        }
    }

    /**
     * The plan of an environment. Going back is all at once and without gates: it has served
     * before, and each moment counts. Without a stable release there is nothing to compare and
     * nobody to take the rest of the traffic, so there is one stage.
     */
    static Plan of(Environment environment, boolean back, boolean first) {
        Rollout rollout = environment.rollout();
        Copies.Room room = new Copies.Room(environment.replicas(), 0, 0);
        if (back) {
            Style style =
                    rollout instanceof Rollout.Recreate && !first ? Style.STOP_FIRST : Style.BESIDE;
            return new Plan(
                    List.of(Stage.all(Duration.ZERO)),
                    style,
                    room,
                    Duration.ZERO,
                    null,
                    List.of(),
                    List.of(),
                    environment.signals(),
                    environment.quiet(),
                    environment.rollback());
        }
        // What cannot be undone is never taken back by itself.
        Environment.RollbackMode rollback =
                environment.rules().irreversible()
                        ? Environment.RollbackMode.MANUAL
                        : environment.rollback();
        Style style = first ? Style.BESIDE : style(rollout);
        if (style == Style.GRADUAL && rollout instanceof Rollout.Rolling rolling) {
            room =
                    new Copies.Room(
                            environment.replicas(),
                            rolling.surge().of(environment.replicas(), true),
                            rolling.unavailable().of(environment.replicas(), false));
        }
        List<Stage> stages = stages(environment, first);
        return new Plan(
                stages,
                style,
                room,
                patience(rollout, stages.getLast().lasts()),
                rollout.deadline(),
                environment.verify(),
                environment.checks(),
                environment.signals(),
                environment.quiet(),
                rollback);
    }

    private static Style style(Rollout rollout) {
        return switch (rollout) {
            case Rollout.Canary _, Rollout.BlueGreen _ -> Style.BESIDE;
            case Rollout.Rolling rolling -> rolling.gradual() ? Style.GRADUAL : Style.BESIDE;
            case Rollout.Recreate _ -> Style.STOP_FIRST;
        };
    }

    private static List<Stage> stages(Environment environment, boolean first) {
        return switch (environment.rollout()) {
            case Rollout.Canary canary -> {
                boolean unwatched =
                        environment.verify().isEmpty() && environment.checks().isEmpty();
                Duration last = first && unwatched ? Duration.ZERO : canary.every();
                yield first
                        ? List.of(Stage.all(last))
                        : canary.steps().stream()
                                .map(step ->
                                        new Stage(
                                                step.percent(),
                                                step.shadow(),
                                                step.lasts() == null
                                                        ? canary.every()
                                                        : step.lasts(),
                                                step.requests(),
                                                step.pause()))
                                .toList();
            }
            case Rollout.BlueGreen colours -> {
                Stage after = Stage.all(watched(environment, colours.every()));
                yield first
                        ? List.of(after)
                        : List.of(new Stage(0, 0, colours.preview(), 0, colours.pause()), after);
            }
            case Rollout.Rolling rolling -> {
                Stage after = Stage.all(watched(environment, rolling.every()));
                yield rolling.gradual() && !first
                        ? List.of(Stage.all(Duration.ZERO), after)
                        : List.of(after);
            }
            case Rollout.Recreate recreate ->
                    List.of(Stage.all(watched(environment, recreate.every())));
        };
    }

    /** How long gates are read when all traffic is there. */
    private static Duration watched(Environment environment, @Nullable Duration every) {
        if (every != null) {
            return every;
        }
        Duration longest = Duration.ZERO;
        for (Gate gate : environment.verify()) {
            longest = longer(longest, gate.window());
        }
        for (Check check : environment.checks()) {
            longest =
                    switch (check) {
                        case Check.Query query -> longer(longest, query.window());
                        case Check.Hook _, Check.Job _ -> longest;
                    };
        }
        return longest;
    }

    private static Duration longer(Duration longest, @Nullable Duration window) {
        Duration other = window == null ? Rollout.DEFAULT_EVERY : window;
        return longest.compareTo(other) < 0 ? other : longest;
    }

    private static Duration patience(Rollout rollout, Duration last) {
        Duration said =
                switch (rollout) {
                    case Rollout.Canary canary -> canary.patience();
                    case Rollout.BlueGreen colours -> colours.patience();
                    case Rollout.Rolling rolling -> rolling.patience();
                    case Rollout.Recreate recreate -> recreate.patience();
                };
        return said == null ? last : said;
    }

    /** The share of rollouts in which one gate may take back a good release in one stage. */
    double falseAlarm() {
        return Evidence.FALSE_ALARM / stages.size();
    }

    boolean last(int step) {
        return step >= stages.size() - 1;
    }

    Stage stage(int step) {
        return stages.get(Math.min(step, stages.size() - 1));
    }

    int percent(int step) {
        return stage(step).percent();
    }

    /** Whether copies are being replaced in this step. */
    boolean replacing(int step) {
        return style == Style.GRADUAL && step == 0;
    }
}
