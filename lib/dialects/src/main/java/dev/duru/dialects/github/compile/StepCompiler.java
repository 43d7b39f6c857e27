package dev.duru.dialects.github.compile;

import dev.duru.dialects.github.syntax.RunDefaults;
import dev.duru.dialects.github.syntax.StepSyntax;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.github.syntax.WorkflowReader;
import dev.duru.dialects.plan.ActionRef;
import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.FailurePolicy;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.plan.StepId;
import dev.duru.dialects.plan.Timeouts;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
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
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    StepCompiler(RunDefaults defaults) {
        this.defaults = defaults;
    }

    List<Step> compile(List<StepSyntax> steps) {
        take(steps);
        List<Step> compiled = new ArrayList<>();
        steps.forEach(step -> add(step, false, compiled));
        return compiled;
    }

    /** Notes the ids that users chose, so that made ones differ from them. */
    private void take(List<StepSyntax> steps) {
        for (StepSyntax step : steps) {
            if (step.id() != null) {
                taken.add(step.id().text().toLowerCase(Locale.ROOT));
            }
            if (step.work() instanceof StepSyntax.Control(YamlScalar key, YamlNode value)
                    && key.text().equals("parallel")) {
                take(WorkflowReader.parallel(value));
            }
        }
    }

    private void add(StepSyntax step, boolean background, List<Step> compiled) {
        boolean apart = background || isBackground(step);
        switch (step.work()) {
            case StepSyntax.Script script -> compiled.add(script(step, script, apart));
            case StepSyntax.Uses uses -> action(step, uses, apart).ifPresent(compiled::add);
            case StepSyntax.Control control -> control(step, control, compiled);
            case StepSyntax.Unknown _ -> {}
        }
    }

    private boolean isBackground(StepSyntax step) {
        Optional<YamlMap.Entry> background = step.body().entry("background");
        return background.isPresent()
                && background.get().value() instanceof YamlScalar flag
                && flag.text().equalsIgnoreCase("true");
    }

    private void control(StepSyntax step, StepSyntax.Control control, List<Step> compiled) {
        YamlScalar key = control.key();
        switch (key.text()) {
            case "parallel" -> {
                int first = compiled.size();
                WorkflowReader.parallel(control.value()).forEach(s -> add(s, true, compiled));
                List<String> ids =
                        compiled.subList(first, compiled.size()).stream()
                                .filter(inner -> inner.head().background())
                                .map(inner -> inner.head().id().value())
                                .toList();
                if (!ids.isEmpty()) {
                    compiled.add(control(step, "wait", "Wait", Step.ControlKind.WAIT, ids));
                }
            }
            case "wait" -> {
                List<String> ids = texts(control.value());
                if (!ids.isEmpty()) {
                    compiled.add(control(step, "wait", "Wait", Step.ControlKind.WAIT, ids));
                }
            }
            case "cancel" -> {
                List<String> ids = texts(control.value());
                if (!ids.isEmpty()) {
                    compiled.add(control(step, "cancel", "Cancel", Step.ControlKind.CANCEL, ids));
                }
            }
            default ->
                    compiled.add(
                            control(
                                    step,
                                    "wait-all",
                                    "Wait for all",
                                    Step.ControlKind.WAIT,
                                    List.of()));
        }
    }

    private Step.Control control(
            StepSyntax step,
            String kind,
            String title,
            Step.ControlKind control,
            List<String> targets) {
        Expr always = new Expr.Lit(Value.of(true), step.at());
        Step.Head head = head(step, kind, title, false);
        return new Step.Control(
                new Step.Head(
                        head.id(),
                        head.display(),
                        new Cond(always, Cond.StatusDefault.NONE, Cond.Phase.STEP_START),
                        EnvLayers.NONE,
                        head.failure(),
                        head.timeouts(),
                        false,
                        step.at()),
                control,
                targets);
    }

    private static List<String> texts(YamlNode value) {
        return Trigger.texts(value).stream().map(YamlScalar::text).toList();
    }

    private Step script(StepSyntax step, StepSyntax.Script script, boolean background) {
        String first = script.run().text().strip().lines().findFirst().orElse("");
        return new Step.Run(
                head(step, "run", "Run " + first, background),
                Exprs.of(script.run(), step.at()),
                Shells.choose(script.shell(), defaults.shell()),
                Exprs.of(
                        script.workdir() != null ? script.workdir() : defaults.workdir(),
                        step.at()));
    }

    private Optional<Step> action(StepSyntax step, StepSyntax.Uses uses, boolean background) {
        Optional<ActionRef> parsed = ActionRefs.parse(uses.uses().text());
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        ActionRef action = parsed.get();
        Step.Head head = head(step, idOf(action), "Run " + uses.uses().text(), background);
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

    private Step.Head head(StepSyntax step, String kind, String otherwise, boolean background) {
        Expr display =
                step.name() == null ? display(otherwise, step) : Exprs.of(step.name(), step.at());
        return new Step.Head(
                id(step, kind),
                display,
                Exprs.condition(step.condition(), step.at(), Cond.Phase.STEP_START),
                layers(step),
                new FailurePolicy(Exprs.of(step.continueOnError(), step.at())),
                new Timeouts(Exprs.of(step.timeout(), step.at()), Expr.unset(step.at())),
                background,
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
