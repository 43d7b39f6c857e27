package dev.duru.dialects.github.syntax;

import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the syntax tree of a workflow. */
public final class WorkflowReader {
    private WorkflowReader() {}

    public static Workflow read(YamlMap root) {
        Fields fields = new Fields(root);
        List<JobSyntax> jobs = new ArrayList<>();
        YamlMap jobMap = fields.map("jobs");
        if (jobMap != null) {
            for (YamlMap.Entry entry : jobMap.entries()) {
                if (entry.value() instanceof YamlMap body) {
                    jobs.add(job(entry.key(), body));
                }
            }
        }
        return new Workflow(
                root.position(),
                root,
                fields.text("name"),
                fields.text("run-name"),
                triggers(fields.node("on")),
                fields.node("permissions"),
                fields.node("env"),
                defaults(fields.map("defaults")),
                fields.node("concurrency"),
                jobs);
    }

    private static List<Trigger> triggers(@Nullable YamlNode on) {
        return switch (on) {
            case null -> List.of();
            case YamlScalar event -> event.isNull() ? List.of() : List.of(new Trigger(event, null));
            case YamlList _ ->
                    Trigger.texts(on).stream().map(event -> new Trigger(event, null)).toList();
            case YamlMap map ->
                    map.entries().stream()
                            .map(entry -> new Trigger(entry.key(), entry.value()))
                            .toList();
        };
    }

    private static RunDefaults defaults(@Nullable YamlMap defaults) {
        if (defaults == null) {
            return RunDefaults.NONE;
        }
        Optional<YamlNode> run = defaults.find("run");
        if (run.isPresent() && run.get() instanceof YamlMap map) {
            Fields fields = new Fields(map);
            return new RunDefaults(fields.text("shell"), fields.text("working-directory"));
        }
        return RunDefaults.NONE;
    }

    private static JobSyntax job(YamlScalar id, YamlMap body) {
        Fields fields = new Fields(body);
        YamlScalar uses = fields.text("uses");
        return new JobSyntax(
                id,
                body,
                fields.text("name"),
                fields.texts("needs"),
                fields.text("if"),
                fields.node("runs-on"),
                fields.node("permissions"),
                fields.node("environment"),
                fields.node("concurrency"),
                fields.node("env"),
                fields.map("outputs"),
                defaults(fields.map("defaults")),
                steps(fields.items("steps")),
                fields.text("timeout-minutes"),
                fields.text("continue-on-error"),
                strategy(fields.node("strategy")),
                fields.node("container"),
                fields.node("services"),
                uses == null
                        ? null
                        : new JobSyntax.Call(uses, fields.map("with"), fields.node("secrets")));
    }

    private static JobSyntax.Strategy strategy(@Nullable YamlNode strategy) {
        return switch (strategy) {
            case null -> JobSyntax.Strategy.NONE;
            case YamlMap map -> {
                Fields fields = new Fields(map);
                boolean computed = map.names().stream().anyMatch(name -> name.contains("${{"));
                yield new JobSyntax.Strategy(
                        fields.node("matrix"),
                        fields.text("fail-fast"),
                        fields.text("max-parallel"),
                        computed ? map : null);
            }
            case YamlScalar whole ->
                    new JobSyntax.Strategy(null, null, null, whole.isNull() ? null : whole);
            case YamlList _ -> JobSyntax.Strategy.NONE;
        };
    }

    /** The steps below {@code parallel}. */
    public static List<StepSyntax> parallel(YamlNode value) {
        return value instanceof YamlList list ? steps(list.items()) : List.of();
    }

    static List<StepSyntax> steps(List<YamlNode> items) {
        List<StepSyntax> steps = new ArrayList<>();
        for (YamlNode item : items) {
            if (item instanceof YamlMap body) {
                steps.add(step(body));
            }
        }
        return steps;
    }

    private static StepSyntax step(YamlMap body) {
        Fields fields = new Fields(body);
        return new StepSyntax(
                body.position(),
                body,
                fields.text("id"),
                fields.text("name"),
                fields.text("if"),
                fields.node("env"),
                fields.text("continue-on-error"),
                fields.text("timeout-minutes"),
                work(fields));
    }

    private static StepSyntax.Work work(Fields fields) {
        YamlScalar run = fields.text("run");
        if (run != null) {
            return new StepSyntax.Script(
                    run, fields.text("shell"), fields.text("working-directory"));
        }
        YamlScalar uses = fields.text("uses");
        if (uses != null) {
            return new StepSyntax.Uses(uses, fields.map("with"));
        }
        for (String control : List.of("wait", "wait-all", "cancel", "parallel")) {
            Optional<YamlMap.Entry> entry = fields.map().entry(control);
            if (entry.isPresent()) {
                return new StepSyntax.Control(entry.get().key(), entry.get().value());
            }
        }
        return new StepSyntax.Unknown();
    }
}
