package dev.duru.dialects.github.compile;

import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.JobSyntax;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.plan.AutoCancel;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Dialect;
import dev.duru.dialects.plan.Edge;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.NodeId;
import dev.duru.dialects.plan.Permissions;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.yaml.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Compiles a whole workflow. */
public final class WorkflowCompiler {
    /** Most jobs of one plan, cells of matrices included. */
    static final int MAX_JOBS = 4_000;

    private final Workflow workflow;
    private final Contexts contexts;
    private final Permissions ceiling;
    private final Map<String, List<Node>> byKey = new LinkedHashMap<>();

    private WorkflowCompiler(Workflow workflow, Contexts contexts, Permissions ceiling) {
        this.workflow = workflow;
        this.contexts = contexts;
        this.ceiling = ceiling;
    }

    /**
     * The plan of a workflow that has no errors.
     *
     * @param contexts with {@code github}, {@code inputs} and {@code vars}
     * @throws ExpressionException if a matrix cannot be made of its values
     */
    public static Plan compile(Workflow workflow, Contexts contexts) {
        return compile(workflow, contexts, Permissions.DEFAULT);
    }

    /**
     * The plan of a workflow whose jobs may do no more than {@code ceiling}.
     *
     * @throws ExpressionException if a matrix cannot be made of its values
     */
    public static Plan compile(Workflow workflow, Contexts contexts, Permissions ceiling) {
        return new WorkflowCompiler(workflow, contexts, ceiling).compile();
    }

    private Plan compile() {
        for (JobSyntax job : workflow.jobs()) {
            byKey.put(job.id().text().toLowerCase(Locale.ROOT), nodes(job));
        }
        List<Node> nodes = byKey.values().stream().flatMap(List::stream).toList();
        if (nodes.size() > MAX_JOBS) {
            throw new ExpressionException(
                    "the workflow makes %,d jobs, more than the limit of %,d"
                            .formatted(nodes.size(), MAX_JOBS),
                    workflow.at());
        }
        return new Plan(
                Dialect.GITHUB,
                workflow.title(),
                Exprs.of(workflow.runName(), workflow.at()),
                nodes,
                edges(nodes),
                Surroundings.locks(workflow.concurrency()),
                Surroundings.permissions(workflow.permissions()).within(ceiling),
                outputs(),
                AutoCancel.NEVER,
                List.of(),
                workflow.at());
    }

    private List<Node> nodes(JobSyntax job) {
        JobCompiler compiler = new JobCompiler(workflow, job, ceiling);
        MatrixExpander expander = new MatrixExpander(job);
        if (!expander.needsOutputs()) {
            return expander.cells(contexts).stream().map(compiler::node).toList();
        }
        String key = job.id().text();
        return List.of(
                new Deferred(
                        NodeId.of(key),
                        key,
                        compiler.condition(),
                        compiler.needs(),
                        later -> expander.cells(later).stream().map(compiler::node).toList(),
                        job.id().position()));
    }

    private List<Edge> edges(List<Node> nodes) {
        List<Edge> edges = new ArrayList<>();
        for (Node node : nodes) {
            for (String need : node.needs()) {
                for (Node before : byKey.getOrDefault(need.toLowerCase(Locale.ROOT), List.of())) {
                    edges.add(
                            new Edge(
                                    before.id(),
                                    node.id(),
                                    Set.of(Edge.Flow.ORDER, Edge.Flow.OUTPUTS)));
                }
            }
        }
        return edges;
    }

    private List<Plan.Output> outputs() {
        List<Plan.Output> outputs = new ArrayList<>();
        for (Trigger trigger : workflow.triggers()) {
            if (trigger.event().equals("workflow_call")) {
                for (YamlMap.Entry entry : trigger.entries("outputs")) {
                    if (entry.value() instanceof YamlMap map) {
                        outputs.add(
                                new Plan.Output(
                                        entry.name(),
                                        Exprs.of(new Fields(map).node("value"), map.position()),
                                        entry.key().position()));
                    }
                }
            }
        }
        return outputs;
    }
}
