package dev.duru.dialects.github.compile;

import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.JobSyntax;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.plan.Cell;
import dev.duru.dialects.plan.Concurrency;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.Conduct;
import dev.duru.dialects.plan.Deployment;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Executor;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.FailurePolicy;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.NodeId;
import dev.duru.dialects.plan.Permissions;
import dev.duru.dialects.plan.Service;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.plan.Timeouts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles one job, once for each cell of its matrix. */
final class JobCompiler {
    private final Workflow workflow;
    private final JobSyntax job;
    private final Position at;
    private final List<Step> steps;
    private final Permissions ceiling;

    JobCompiler(Workflow workflow, JobSyntax job, Permissions ceiling) {
        this.workflow = workflow;
        this.job = job;
        this.ceiling = ceiling;
        this.at = job.id().position();
        this.steps =
                new StepCompiler(job.defaults().over(workflow.defaults())).compile(job.steps());
    }

    Cond condition() {
        return Exprs.condition(job.condition(), at, Cond.Phase.SCHEDULE);
    }

    List<String> needs() {
        return job.needs().stream().map(YamlScalar::text).toList();
    }

    /** The node of one cell. */
    Node node(Cell cell) {
        String key = job.id().text();
        NodeId id = cell.isSingle() ? NodeId.of(key) : NodeId.cell(key, cell.index());
        if (job.call() != null) {
            return call(id, cell, job.call());
        }
        return new Job(
                id,
                key,
                condition(),
                needs(),
                display(cell),
                cell,
                executor(),
                services(),
                env(),
                steps,
                List.of(),
                outputs(),
                new FailurePolicy(Exprs.of(job.continueOnError(), at)),
                new Timeouts(Exprs.of(job.timeout(), at), cancelTimeout()),
                locks(),
                deployment(),
                permissions(),
                Conduct.PLAIN,
                at);
    }

    private SubPlan call(NodeId id, Cell cell, JobSyntax.Call call) {
        boolean inherit =
                call.secrets() instanceof YamlScalar word && word.text().equals("inherit");
        YamlMap secrets = call.secrets() instanceof YamlMap map ? map : null;
        return new SubPlan(
                id,
                job.id().text(),
                condition(),
                needs(),
                display(cell),
                cell,
                call.uses().text(),
                Exprs.named(call.with()),
                inherit,
                Exprs.named(secrets),
                false,
                locks(),
                permissions(),
                at);
    }

    private Expr display(Cell cell) {
        String suffix = Matrix.suffix(cell.axes());
        YamlScalar name = job.name();
        if (name == null) {
            return Expr.text(job.id().text() + suffix, at);
        }
        if (GhaTemplate.isTemplate(name.text())) {
            return new Expr.GhaText(name.text(), name.content());
        }
        return Expr.text(name.text() + suffix, name.position());
    }

    private Expr cancelTimeout() {
        return Exprs.of(new Fields(job.body()).text("cancel-timeout-minutes"), at);
    }

    private EnvLayers env() {
        List<EnvLayers.Layer> layers = new ArrayList<>();
        if (workflow.env() != null) {
            layers.add(
                    new EnvLayers.Layer(
                            EnvLayers.Origin.WORKFLOW, Exprs.of(workflow.env(), workflow.at())));
        }
        if (job.env() != null) {
            layers.add(new EnvLayers.Layer(EnvLayers.Origin.JOB, Exprs.of(job.env(), at)));
        }
        return new EnvLayers(layers);
    }

    private Executor executor() {
        Executor.Host host = host(job.runsOn());
        YamlNode container = job.container();
        if (container == null || container.isNull()) {
            return host;
        }
        return new Executor.Container(host, Surroundings.image(container), container.position());
    }

    private Executor.Host host(@Nullable YamlNode runsOn) {
        if (runsOn instanceof YamlMap map) {
            Fields fields = new Fields(map);
            return new Executor.Host(
                    Exprs.of(fields.node("labels"), map.position()),
                    Exprs.of(fields.node("group"), map.position()),
                    map.position());
        }
        return new Executor.Host(Exprs.of(runsOn, at), Expr.unset(at), at);
    }

    private List<Service> services() {
        List<Service> services = new ArrayList<>();
        if (job.services() instanceof YamlMap map && Surroundings.isComputed(map)) {
            return List.of(new Service("", Surroundings.image(map), map.position()));
        }
        if (job.services() instanceof YamlScalar all && !all.isNull()) {
            services.add(new Service("", Surroundings.image(all), all.position()));
        }
        if (job.services() instanceof YamlMap map) {
            for (YamlMap.Entry entry : map.entries()) {
                services.add(
                        new Service(
                                entry.name(),
                                Surroundings.image(entry.value()),
                                entry.key().position()));
            }
        }
        return services;
    }

    private Map<String, Expr> outputs() {
        return job.outputs() == null ? new LinkedHashMap<>() : Exprs.named(job.outputs());
    }

    private List<Concurrency> locks() {
        return Surroundings.locks(job.concurrency());
    }

    private @Nullable Deployment deployment() {
        return switch (job.environment()) {
            case null -> null;
            case YamlMap map -> {
                Fields fields = new Fields(map);
                yield new Deployment(
                        Exprs.of(fields.node("name"), map.position()),
                        Exprs.of(fields.node("url"), map.position()),
                        Exprs.of(fields.node("deployment"), map.position()),
                        map.position());
            }
            case YamlNode name ->
                    new Deployment(
                            Exprs.of(name, at),
                            Expr.unset(name.position()),
                            Expr.unset(name.position()),
                            name.position());
        };
    }

    private Permissions permissions() {
        YamlNode own = job.permissions() != null ? job.permissions() : workflow.permissions();
        Permissions asked = Surroundings.permissions(own);
        if (own != null && !asked.isDefault() && !ceiling.isDefault()) {
            List<String> beyond = asked.beyond(ceiling);
            if (!beyond.isEmpty()) {
                throw new ExpressionException(
                        "the job `%s` asks for %s, which its caller may not do itself"
                                .formatted(job.id().text(), String.join(", ", beyond)),
                        own.position());
            }
        }
        return asked.within(ceiling);
    }
}
