package dev.duru.dialects.github.trigger;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.github.expr.Coercion;
import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Param;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inputs of a manual start or a call: given ones checked, missing ones from their defaults. */
public final class DispatchInputs {
    private DispatchInputs() {}

    /** The inputs that a trigger declares, in the order of the file. */
    public static List<Param> declared(Trigger trigger) {
        List<Param> declared = new ArrayList<>();
        for (YamlMap.Entry entry : trigger.entries("inputs")) {
            Fields fields =
                    new Fields(
                            entry.value() instanceof YamlMap map
                                    ? map
                                    : new YamlMap(entry.key().position(), "", List.of()));
            Position at = entry.key().position();
            YamlScalar description = fields.text("description");
            YamlScalar required = fields.text("required");
            declared.add(
                    new Param(
                            entry.name(),
                            type(fields.text("type")),
                            description == null ? "" : description.text(),
                            fallback(fields.text("default"), at),
                            fields.texts("options").stream().map(YamlScalar::text).toList(),
                            required != null && required.text().equalsIgnoreCase("true"),
                            at));
        }
        return declared;
    }

    private static Param.Type type(@Nullable YamlScalar type) {
        return switch (type == null ? "" : type.text()) {
            case "boolean" -> Param.Type.BOOLEAN;
            case "number" -> Param.Type.NUMBER;
            case "choice" -> Param.Type.CHOICE;
            case "environment" -> Param.Type.ENVIRONMENT;
            default -> Param.Type.STRING;
        };
    }

    private static Expr fallback(@Nullable YamlScalar fallback, Position at) {
        if (fallback == null) {
            return Expr.unset(at);
        }
        return GhaTemplate.isTemplate(fallback.text())
                ? new Expr.GhaText(fallback.text(), fallback.content())
                : Expr.text(fallback.text(), fallback.position());
    }

    /**
     * The {@code inputs} context.
     *
     * @param trigger {@code workflow_dispatch} or {@code workflow_call}
     * @param given by name, as texts or already typed
     * @param contexts for defaults that are computed
     * @param problems receives what is missing, unknown or of the wrong type
     */
    public static Obj resolve(Trigger trigger, Obj given, Contexts contexts, Problems problems) {
        Obj.Builder inputs = Obj.builder();
        Obj.Builder declared = Obj.builder();
        // Only what a caller passes on is evaluated; a form shows its defaults as they stand.
        boolean computed = trigger.event().equals("workflow_call");
        for (Param param : declared(trigger)) {
            declared.put(param.name(), Value.of(true));
            Value value = given.at(param.name());
            if (value instanceof Value.Null) {
                value = otherwise(param, computed, contexts, problems);
            }
            inputs.put(param.name(), typed(param, value, problems));
        }
        Obj known = declared.build();
        for (String name : given.keys()) {
            if (!known.has(name)) {
                problems.error(
                        trigger.name().position(),
                        "inputs",
                        "there is no input `" + name + "`",
                        known.isEmpty()
                                ? "it takes none"
                                : "give one of: " + String.join(", ", known.keys()));
            }
        }
        return inputs.build();
    }

    private static Value otherwise(
            Param param, boolean computed, Contexts contexts, Problems problems) {
        if (!param.fallback().isUnset()) {
            return !computed && param.fallback() instanceof Expr.GhaText(String text, _)
                    ? Value.of(text)
                    : Expressions.evaluate(param.fallback(), contexts);
        }
        if (param.required()) {
            problems.error(
                    param.src(),
                    "inputs",
                    "the input `" + param.name() + "` is required",
                    "give it a value");
        }
        return Value.nothing();
    }

    private static Value typed(Param param, Value value, Problems problems) {
        String text = Coercion.text(value);
        return switch (param.type()) {
            case BOOLEAN -> {
                if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
                    wrong(param, text, "give true or false", problems);
                }
                yield Value.of(text.equals("true"));
            }
            case NUMBER -> {
                double number = Coercion.number(text);
                if (Double.isNaN(number)) {
                    wrong(param, text, "give a number", problems);
                }
                yield Value.of(number);
            }
            case CHOICE -> {
                List<String> options = param.options();
                if (value instanceof Value.Null && !options.isEmpty()) {
                    yield Value.of(options.getFirst());
                }
                if (!options.contains(text)) {
                    wrong(param, text, "give one of: " + String.join(", ", options), problems);
                }
                yield Value.of(text);
            }
            case STRING, ENVIRONMENT -> Value.of(text);
        };
    }

    private static void wrong(Param param, String text, String mend, Problems problems) {
        problems.error(
                param.src(), "inputs", "the input `" + param.name() + "` is `" + text + "`", mend);
    }
}
