package dev.duru.dialects.github.trigger;

import dev.duru.dialects.github.expr.Coercion;
import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlScalar;
import java.util.List;

/** The inputs of a manual start or a call: given ones checked, missing ones from their defaults. */
public final class DispatchInputs {
    private DispatchInputs() {}

    /**
     * The {@code inputs} context.
     *
     * @param trigger {@code workflow_dispatch} or {@code workflow_call}
     * @param given by name, as texts or already typed
     * @param problems receives what is missing, unknown or of the wrong type
     */
    public static Obj resolve(Trigger trigger, Obj given, Problems problems) {
        Obj.Builder inputs = Obj.builder();
        Obj.Builder declared = Obj.builder();
        for (YamlMap.Entry entry : trigger.entries("inputs")) {
            declared.put(entry.name(), Value.of(true));
            Fields fields =
                    new Fields(
                            entry.value() instanceof YamlMap map
                                    ? map
                                    : new YamlMap(entry.key().position(), "", List.of()));
            inputs.put(entry.name(), one(entry.key(), fields, given.at(entry.name()), problems));
        }
        Obj known = declared.build();
        for (String name : given.keys()) {
            if (!known.has(name)) {
                problems.error(
                        trigger.name().position(),
                        "inputs",
                        "there is no input `" + name + "`",
                        "give one of: " + String.join(", ", known.keys()));
            }
        }
        return inputs.build();
    }

    private static Value one(YamlScalar name, Fields fields, Value given, Problems problems) {
        YamlScalar type = fields.text("type");
        YamlScalar fallback = fields.text("default");
        YamlScalar required = fields.text("required");
        Value value = given;
        if (value instanceof Value.Null) {
            if (fallback != null) {
                value = Value.of(fallback.text());
            } else if (required != null && required.text().equalsIgnoreCase("true")) {
                problems.error(
                        name.position(),
                        "inputs",
                        "the input `" + name.text() + "` is required",
                        "give it a value");
            }
        }
        return typed(name, type == null ? "string" : type.text(), value, fields, problems);
    }

    private static Value typed(
            YamlScalar name, String type, Value value, Fields fields, Problems problems) {
        Position at = name.position();
        String text = Coercion.text(value);
        return switch (type) {
            case "boolean" -> {
                if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
                    problems.error(
                            at,
                            "inputs",
                            "the input `" + name.text() + "` is `" + text + "`",
                            "give true or false");
                }
                yield Value.of(text.equals("true"));
            }
            case "number" -> {
                double number = Coercion.number(text);
                if (Double.isNaN(number)) {
                    problems.error(
                            at,
                            "inputs",
                            "the input `" + name.text() + "` is `" + text + "`",
                            "give a number");
                }
                yield Value.of(number);
            }
            case "choice" -> {
                List<String> options =
                        fields.texts("options").stream().map(YamlScalar::text).toList();
                if (value instanceof Value.Null && !options.isEmpty()) {
                    yield Value.of(options.getFirst());
                }
                if (!options.contains(text)) {
                    problems.error(
                            at,
                            "inputs",
                            "the input `" + name.text() + "` is `" + text + "`",
                            "give one of: " + String.join(", ", options));
                }
                yield Value.of(text);
            }
            default -> Value.of(text);
        };
    }
}
