package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Obj;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the engine needs to run a run; asked when it begins and again after a restart. */
public interface PlanSource {
    /**
     * A run's plan and values.
     *
     * @throws RuntimeException when it cannot be made; its message is the run's
     */
    Material material(RunRow run);

    /**
     * The file of a workflow that a job calls; asked once, and kept with the run.
     *
     * @throws dev.duru.kernel.ProblemException when there is none
     */
    Called called(RunRow run, Material caller, SubPlan call, String prefix);

    /**
     * The plan and values of a called workflow: the same for the same arguments.
     *
     * @param contexts what the calling job sees
     * @throws RuntimeException when it cannot be made; its message is the job's
     */
    Material enter(RunRow run, Material caller, SubPlan call, Called called, Contexts contexts);

    /**
     * The material for a job that enters an environment, which has secrets and variables of its
     * own.
     */
    Material in(String environment, RunRow run, Material material);

    /**
     * A run, ready to go.
     *
     * @param home where the workflow's file is from
     * @param github the roots of the {@code github} context that hold for the whole run
     * @param inputs the {@code inputs} context
     * @param vars the {@code vars} context
     * @param secrets by name; masked in logs
     * @param place a folder to run in place of a fresh one, and nothing else in it
     * @param only keys of the jobs to run; empty for all
     */
    record Material(
            Plan plan,
            Home home,
            Obj github,
            Obj inputs,
            Obj vars,
            Map<String, String> secrets,
            Optional<Path> place,
            List<String> only) {
        public Material {
            only = List.copyOf(only);
        }

        /** With these variables and secrets over what there is. */
        public Material with(Map<String, String> moreVars, Map<String, String> moreSecrets) {
            Obj.Builder allVars = vars.toBuilder();
            allVars.putAll(Obj.ofTexts(moreVars));
            Map<String, String> allSecrets = new LinkedHashMap<>(secrets);
            allSecrets.putAll(moreSecrets);
            return new Material(
                    plan, home, github, inputs, allVars.build(), allSecrets, place, only);
        }
    }

    /**
     * A commit of a repository: what {@code ./} in {@code uses} of a called workflow means.
     *
     * @param repository {@code owner/name}
     */
    record Home(String repository, String commit) {}

    /**
     * A called workflow as it was found.
     *
     * @param ref the full ref, or the commit, by which it was called; {@code ""} when it lies
     *     beside its caller
     * @param file the name to show in positions
     */
    record Called(Home home, String ref, String file, String text) {
        /** One beside its caller. */
        public Called(Home home, String file, String text) {
            this(home, "", file, text);
        }
    }
}
