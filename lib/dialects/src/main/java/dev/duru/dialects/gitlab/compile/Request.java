package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.rules.Situation;
import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.gitlab.variables.Predefined;
import dev.duru.dialects.plan.Approval;
import dev.duru.dialects.plan.Barrier;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A pipeline that somebody wants.
 *
 * @param predefined what GitLab defines for the pipeline
 * @param project the variables of the project, its groups and the server, lowest first, as jobs of
 *     an environment see them; {@code ""} for jobs without one
 * @param given those of a manual start, a trigger or a schedule, which win over all
 * @param changed the paths that differ from before; absent where they are not compared
 * @param paths all files of the repository
 * @param selection which of its jobs
 */
public record Request(
        List<Variable> predefined,
        Function<String, List<Variable>> project,
        List<Variable> given,
        Optional<List<String>> changed,
        Supplier<List<String>> paths,
        Selection selection) {

    /**
     * Which jobs of a pipeline.
     *
     * @param jobs names, of cells of a matrix too; empty for all
     * @param withNeeds whether what these jobs need runs too
     * @param played the manual jobs to run, all others being skipped; absent to ask people
     */
    public record Selection(List<String> jobs, boolean withNeeds, Optional<Set<String>> played) {
        /** Everything; people are asked. */
        public static final Selection ALL = new Selection(List.of(), true, Optional.empty());

        /** Whether a manual job is run without asking. */
        boolean plays(String job) {
            String cell = Pattern.quote(job) + "(: \\[.*]| [0-9]+/[0-9]+)";
            return jobs.stream().anyMatch(name -> name.equals(job) || name.matches(cell))
                    || played.filter(names -> names.contains(job)).isPresent();
        }

        /**
         * Whether a name means a node: its job, or the cell of a matrix by the name that people
         * see.
         */
        public static boolean means(String name, Node node) {
            Expr display =
                    switch (node) {
                        case Job job -> job.display();
                        case SubPlan call -> call.display();
                        case Downstream other -> other.display();
                        case Approval _, Barrier _, Deferred _ -> Expr.unset(node.src());
                    };
            return node.key().equals(name)
                    || display instanceof Expr.Lit(Value value, _) && value.equals(Value.of(name));
        }
    }

    /** A pipeline of these predefined variables, and nothing else. */
    public static Request of(List<Variable> predefined) {
        return new Request(
                predefined,
                environment -> List.of(),
                List.of(),
                Optional.empty(),
                List::of,
                Selection.ALL);
    }

    /** What rules of includes see: no variable of the file. */
    public Situation situation() {
        return situation(List.of());
    }

    /** What rules see where these variables of the file hold, lowest first. */
    Situation situation(List<Variable> ofFile) {
        List<Variable> seen = new ArrayList<>(all(ofFile));
        seen.removeIf(one -> Predefined.OF_JOBS.contains(one.name()) && predefined.contains(one));
        return new Situation(Expansion.resolve(seen, Map.of()), changed, paths);
    }

    /** The same with a further variable that GitLab defines. */
    Request with(Variable more) {
        List<Variable> all = new ArrayList<>(predefined);
        all.add(more);
        return new Request(all, project, given, changed, paths, selection);
    }

    /** All variables in the order of their precedence, lowest first, without an environment. */
    List<Variable> all(List<Variable> ofFile) {
        return all(ofFile, "");
    }

    /** All variables of a job that enters an environment; {@code ""} for none. */
    List<Variable> all(List<Variable> ofFile, String environment) {
        List<Variable> all = new ArrayList<>(predefined);
        all.addAll(ofFile);
        all.addAll(project.apply(environment));
        all.addAll(given);
        return all;
    }
}
