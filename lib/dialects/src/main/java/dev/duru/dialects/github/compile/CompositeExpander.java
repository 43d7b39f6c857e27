package dev.duru.dialects.github.compile;

import dev.duru.dialects.github.syntax.ActionSyntax;
import dev.duru.dialects.github.syntax.RunDefaults;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Expands a composite action into its steps. */
public final class CompositeExpander {
    private CompositeExpander() {}

    /**
     * The steps of {@code action} as a group in the place of {@code use}.
     *
     * @param folder of the action, relative to the workspace
     */
    public static Step.Group expand(Step.UseAction use, ActionSyntax action, String folder) {
        Map<String, Expr> inputs = new LinkedHashMap<>();
        for (ActionSyntax.Input input : action.inputs()) {
            String name = input.name().text();
            inputs.put(name, given(use.with(), name, input));
        }
        Map<String, Expr> outputs = new LinkedHashMap<>();
        for (ActionSyntax.Output output : action.outputs()) {
            if (output.value() != null) {
                outputs.put(
                        output.name().text(), Exprs.of(output.value(), output.name().position()));
            }
        }
        List<Step> body = new StepCompiler(RunDefaults.NONE).compile(action.steps());
        return new Step.Group(use.head(), inputs, body, outputs, folder);
    }

    private static Expr given(Map<String, Expr> with, String name, ActionSyntax.Input input) {
        for (Map.Entry<String, Expr> entry : with.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                return entry.getValue();
            }
        }
        return input.defaultValue() == null
                ? Expr.text("", input.name().position())
                : Exprs.of(input.defaultValue(), input.name().position());
    }
}
