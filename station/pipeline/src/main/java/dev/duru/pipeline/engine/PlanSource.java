package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.value.Obj;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the engine needs to run a run; asked when it begins and again after a restart. */
@FunctionalInterface
public interface PlanSource {
    /**
     * A run's plan and values.
     *
     * @throws RuntimeException when it cannot be made; its message is the run's
     */
    Material material(RunRow run);

    /**
     * A run, ready to go.
     *
     * @param github the roots of the {@code github} context that hold for the whole run
     * @param inputs the {@code inputs} context
     * @param vars the {@code vars} context
     * @param secrets by name, for jobs without an environment; masked in logs
     * @param place a folder to run in place of a fresh one, and nothing else in it
     * @param only keys of the jobs to run; empty for all
     */
    record Material(
            Plan plan,
            Obj github,
            Obj inputs,
            Obj vars,
            Map<String, String> secrets,
            Optional<Path> place,
            List<String> only) {}
}
