package dev.duru.dialects.github.compile;

import dev.duru.dialects.github.syntax.RunDefaults;
import dev.duru.dialects.github.syntax.StepSyntax;
import dev.duru.dialects.github.syntax.WorkflowReader;
import dev.duru.dialects.plan.ActionRef;
import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.FailurePolicy;
import dev.duru.dialects.plan.Gap;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.plan.StepId;
import dev.duru.dialects.plan.Timeouts;
import dev.duru.yaml.YamlMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compiles a list of steps. */
final class StepCompiler {
    private final RunDefaults defaults;
    private final List<Gap> gaps;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    StepCompiler(RunDefaults defaults, List<Gap> gaps) {
        this.defaults = defaults;
        this.gaps = gaps;
    }

    List<Step> compile(List<StepSyntax> steps) {
        for (StepSyntax step : steps) {
            if (step.id() != null) {
                taken.add(step.id().text().toLowerCase(Locale.ROOT));
            }
        }
        List<Step> compiled = new ArrayList<>();
        for (StepSyntax step : steps) {
            background(step);
            switch (step.work()) {
                case StepSyntax.Script script -> compiled.add(script(step, script));
                case StepSyntax.Uses uses -> action(step, uses).ifPresent(compiled::add);
                case StepSyntax.Control control -> control(control, compiled);
                case StepSyntax.Unknown _ -> {}
            }
        }
        return compiled;
    }

    private void background(StepSyntax step) {
        Optional<YamlMap.Entry> background = step.body().entry("background");
        background.ifPresent(entry ->
                gaps.add(
                        new Gap(
                                entry.key().position(),
                                "background",
                                "the step runs in the foreground, and the next one waits"
                                        + " for it")));
    }

    private void control(StepSyntax.Control control, List<Step> compiled) {
        String key = control.key().text();
        if (key.equals("parallel")) {
            gaps.add(
                    new Gap(
                            control.key().position(),
                            key,
                            "the steps run one after the other, in their order"));
            compiled.addAll(compile(WorkflowReader.parallel(control.value())));
            return;
        }
        gaps.add(
                new Gap(
                        control.key().position(),
                        key,
                        "the step does nothing, since all steps before it have already ended"));
    }

    private Step script(StepSyntax step, StepSyntax.Script script) {
        String first = script.run().text().strip().lines().findFirst().orElse("");
        return new Step.Run(
                head(step, "run", "Run " + first),
                Exprs.of(script.run(), step.at()),
                Shells.choose(script.shell(), defaults.shell()),
                Exprs.of(
                        script.workdir() != null ? script.workdir() : defaults.workdir(),
                        step.at()));
    }

    private Optional<Step> action(StepSyntax step, StepSyntax.Uses uses) {
        Optional<ActionRef> parsed = ActionRefs.parse(uses.uses().text());
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        ActionRef action = parsed.get();
        Step.Head head = head(step, idOf(action), "Run " + uses.uses().text());
        Map<String, Expr> with = Exprs.named(uses.with());
        Optional<BuiltinKind> builtin = ActionRefs.builtin(action);
        if (builtin.isPresent()) {
            return Optional.of(new Step.Builtin(head, builtin.get(), action, with));
        }
        return Optional.of(new Step.UseAction(head, action, with));
    }

    private static String idOf(ActionRef action) {
        return switch (action) {
            case ActionRef.Local _ -> "self";
            case ActionRef.Image(String reference) -> reference.replaceAll("[^A-Za-z0-9_-]", "_");
            case ActionRef.Repository(String owner, String name, _, _) ->
                    (owner + "_" + name).replaceAll("[^A-Za-z0-9_-]", "_");
        };
    }

    private Step.Head head(StepSyntax step, String kind, String otherwise) {
        Expr display =
                step.name() == null ? display(otherwise, step) : Exprs.of(step.name(), step.at());
        return new Step.Head(
                id(step, kind),
                display,
                Exprs.condition(step.condition(), step.at(), Cond.Phase.STEP_START),
                layers(step),
                new FailurePolicy(Exprs.of(step.continueOnError(), step.at())),
                new Timeouts(Exprs.of(step.timeout(), step.at())),
                step.at());
    }

    private static Expr display(String otherwise, StepSyntax step) {
        return otherwise.contains("${{")
                ? new Expr.GhaText(otherwise, step.at())
                : Expr.text(otherwise, step.at());
    }

    private static EnvLayers layers(StepSyntax step) {
        if (step.env() == null) {
            return EnvLayers.NONE;
        }
        return new EnvLayers(
                List.of(
                        new EnvLayers.Layer(
                                EnvLayers.Origin.STEP, Exprs.of(step.env(), step.at()))));
    }

    private StepId id(StepSyntax step, String kind) {
        if (step.id() != null) {
            return new StepId(step.id().text(), true);
        }
        String base = "__" + kind;
        String id = base;
        numbers.putIfAbsent(base, 1);
        while (!taken.add(id.toLowerCase(Locale.ROOT))) {
            id = base + "_" + numbers.merge(base, 1, Integer::sum);
        }
        return new StepId(id, false);
    }
}
