package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.config.Configuration;
import dev.duru.dialects.gitlab.config.Configuration.JobEntry;
import dev.duru.dialects.gitlab.rules.Rules;
import dev.duru.dialects.gitlab.rules.Situation;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.plan.Approval;
import dev.duru.dialects.plan.AutoCancel;
import dev.duru.dialects.plan.Barrier;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.Dialect;
import dev.duru.dialects.plan.Edge;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.NodeId;
import dev.duru.dialects.plan.Permissions;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the plan of a configuration. */
public final class PipelineCompiler {
    private final Configuration configuration;
    private Request request;
    private final Problems problems;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();

    private PipelineCompiler(Configuration configuration, Request request, Problems problems) {
        this.configuration = configuration;
        this.request = request;
        this.problems = problems;
    }

    /**
     * Compiles a configuration that has no errors.
     *
     * @param problems receives what only this pipeline has, such as a need that is not in it
     */
    public static Compiled compile(
            Configuration configuration, Request request, Problems problems) {
        return new PipelineCompiler(configuration, request, problems).compile();
    }

    private Compiled compile() {
        YamlMap root = configuration.root();
        List<Variable> ofFile = new ArrayList<>(Variables.of(Trees.at(root, "variables")));
        String name = "";
        AutoCancel autoCancel = autoCancel(null, null);
        if (Trees.at(root, "workflow") instanceof YamlMap workflow) {
            Situation situation = request.situation(ofFile);
            YamlNode rules = Trees.at(workflow, "rules");
            autoCancel = autoCancel(workflow, null);
            if (rules != null) {
                Optional<YamlMap> rule = Rules.first(rules, situation);
                if (rule.isEmpty() || Trees.textAt(rule.get(), "when", "always").equals("never")) {
                    return Compiled.none(
                            rules.position() + ": workflow:rules want no pipeline for this");
                }
                ofFile.addAll(Variables.of(Trees.at(rule.get(), "variables")));
                autoCancel = autoCancel(workflow, rule.get());
            }
            name = Trees.textAt(workflow, "name", "");
            Map<String, String> known = request.situation(ofFile).variables();
            name = Expansion.expand(name, known).strip();
        }
        if (!name.isEmpty()) {
            request = request.with(Variable.raw("CI_PIPELINE_NAME", name));
        }
        List<Draft> drafts = drafts(ofFile);
        if (drafts.isEmpty()) {
            return Compiled.none(
                    root.position() + ": the rules of no job want it in this pipeline");
        }
        nodes(drafts);
        Set<NodeId> chosen = new Chosen(nodes, edges, request.selection()).ids();
        Position at = root.position();
        return Compiled.of(
                new Plan(
                        Dialect.GITLAB,
                        name.isEmpty() ? at.file() : name,
                        name.isEmpty() ? Expr.unset(at) : Expr.text(name, at),
                        nodes.stream().filter(node -> chosen.contains(node.id())).toList(),
                        edges.stream()
                                .filter(e -> chosen.contains(e.from()) && chosen.contains(e.to()))
                                .toList(),
                        List.of(),
                        Permissions.DEFAULT,
                        List.of(),
                        autoCancel,
                        Gaps.of(drafts.stream().map(Draft::entry).toList()),
                        at));
    }

    /** What {@code workflow:auto_cancel} says, or in its place that of a rule. */
    private static AutoCancel autoCancel(@Nullable YamlMap workflow, @Nullable YamlMap rule) {
        String newer = autoCancel(workflow, rule, "on_new_commit", "conservative");
        AutoCancel.OnNewer onNewer =
                switch (newer) {
                    case "none", "disabled" -> AutoCancel.OnNewer.GO_ON;
                    case "interruptible" -> AutoCancel.OnNewer.CANCEL_INTERRUPTIBLE;
                    default -> AutoCancel.OnNewer.CANCEL_UNLESS_BEGUN;
                };
        String failure = autoCancel(workflow, rule, "on_job_failure", "none");
        return new AutoCancel(onNewer, failure.equals("all"));
    }

    private static String autoCancel(
            @Nullable YamlMap workflow, @Nullable YamlMap rule, String key, String otherwise) {
        String value = otherwise;
        for (YamlMap at : Arrays.asList(workflow, rule)) {
            if (at != null && Trees.at(at, "auto_cancel") instanceof YamlMap own) {
                value = Trees.textAt(own, key, value);
            }
        }
        return value;
    }

    private List<Draft> drafts(List<Variable> ofFile) {
        boolean ruled =
                Trees.at(configuration.root(), "workflow") instanceof YamlMap workflow
                        && Trees.at(workflow, "rules") != null;
        List<Draft> drafts = new ArrayList<>();
        for (JobEntry job : configuration.jobs()) {
            List<Variable> variables =
                    new ArrayList<>(Variables.inherited(ofFile, job.ownVariables()));
            variables.addAll(Variables.of(Trees.at(job.keys(), "variables")));
            List<Variable> seen = new ArrayList<>();
            seen.add(Variable.raw("CI_JOB_NAME", job.name()));
            seen.add(Variable.raw("CI_JOB_STAGE", job.stage()));
            YamlNode environment = Trees.at(job.keys(), "environment");
            if (environment instanceof YamlMap map) {
                seen.add(Variable.of("CI_ENVIRONMENT_NAME", Trees.textAt(map, "name", "")));
            }
            seen.addAll(variables);
            // With workflow:rules, which decide for all jobs, GitLab takes its default of
            // branches and tags away from the jobs.
            Choice.of(job, request.situation(seen), ruled)
                    .ifPresent(choice -> {
                        YamlMap rule = choice.rule();
                        if (rule != null) {
                            variables.addAll(Variables.of(Trees.at(rule, "variables")));
                        }
                        List<Cells.One> cells =
                                Cells.of(job.name(), Trees.at(job.keys(), "parallel"));
                        drafts.add(new Draft(job, choice, cells, variables));
                    });
        }
        return drafts;
    }

    private void nodes(List<Draft> drafts) {
        Ordering ordering = new Ordering(configuration.stages(), drafts, problems);
        NodeId border = null;
        for (String stage : configuration.stages()) {
            List<Draft> inside =
                    drafts.stream().filter(d -> d.entry().stage().equals(stage)).toList();
            if (inside.isEmpty()) {
                continue;
            }
            NodeId next = NodeId.of("stage:" + stage);
            Position at = inside.getFirst().entry().src();
            List<NodeId> inStage = new ArrayList<>();
            for (Draft draft : inside) {
                Optional<NodeId> question = Optional.empty();
                for (Cells.One cell : draft.cells()) {
                    Ordering.Before before = ordering.of(draft, cell);
                    JobCompiler compiler = new JobCompiler(draft, before, request);
                    List<NodeId> waits = new ArrayList<>(before.needs());
                    if (!before.direct() && border != null) {
                        waits.add(border);
                    }
                    question = question.or(() -> approval(draft, compiler, waits));
                    question.ifPresent(waits::add);
                    nodes.add(compiler.node(cell));
                    waits.forEach(wait -> edge(wait, draft.id(cell)));
                    if (!draft.optionalManual()) {
                        inStage.add(draft.id(cell));
                    }
                }
            }
            Cond always = Exprs.cond(true, Cond.StatusDefault.NONE, Cond.Phase.SCHEDULE, at);
            nodes.add(new Barrier(next, "stage " + stage, always, List.of(), at));
            inStage.forEach(id -> edge(id, next));
            if (border != null) {
                edge(border, next);
            }
            border = next;
        }
    }

    /** Puts a question before a manual job, for whose answer all its cells wait. */
    private Optional<NodeId> approval(Draft draft, JobCompiler compiler, List<NodeId> waits) {
        if (!compiler.asks()) {
            return Optional.empty();
        }
        NodeId id = NodeId.of("manual:" + draft.name());
        nodes.add(
                new Approval(
                        id,
                        draft.question(),
                        compiler.condition(),
                        compiler.before().jobs(),
                        !draft.choice().tolerated(),
                        draft.stops(),
                        Trees.textAt(draft.entry().keys(), "manual_confirmation", ""),
                        draft.entry().src()));
        waits.forEach(wait -> edge(wait, id));
        return Optional.of(id);
    }

    private void edge(NodeId from, NodeId to) {
        edges.add(new Edge(from, to, Set.of(Edge.Flow.ORDER, Edge.Flow.ARTIFACTS)));
    }
}
