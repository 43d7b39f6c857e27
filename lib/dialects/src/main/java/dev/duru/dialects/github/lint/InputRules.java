package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Checks inputs of manual starts and of calls, and tells the scope about them. */
final class InputRules {
    private static final String RULE = "inputs";
    private static final int MOST_INPUTS = 25;

    private final Problems problems;
    private final Scalars scalars;

    InputRules(Problems problems, Scalars scalars) {
        this.problems = problems;
        this.scalars = scalars;
    }

    private static Fields fields(YamlNode node) {
        return new Fields(
                node instanceof YamlMap map ? map : new YamlMap(node.position(), "", List.of()));
    }

    private static String text(Fields fields, String key) {
        YamlScalar scalar = fields.text(key);
        return scalar == null ? "" : scalar.text();
    }

    void dispatch(Trigger trigger) {
        Map<String, Type> types = new LinkedHashMap<>();
        List<YamlMap.Entry> entries = trigger.entries("inputs");
        for (YamlMap.Entry entry : entries) {
            Fields fields = fields(entry.value());
            String type = text(fields, "type");
            types.put(
                    entry.name().toLowerCase(Locale.ROOT),
                    switch (type) {
                        case "boolean" -> Type.TRUTH;
                        case "number" -> Type.NUMBER;
                        case "string", "choice", "environment" -> Type.TEXT;
                        default -> Type.ANY;
                    });
            if (type.equals("choice")) {
                choice(entry.key(), fields);
            } else {
                plain(entry.key(), type, fields);
            }
        }
        if (entries.size() > MOST_INPUTS) {
            problems.error(
                    trigger.name().position(),
                    RULE,
                    "there are " + entries.size() + " inputs, more than " + MOST_INPUTS,
                    "remove some");
        }
        scalars.scope().dispatchInputs(Type.strict(types));
    }

    private void choice(YamlScalar name, Fields fields) {
        List<YamlScalar> options = fields.texts("options");
        if (options.isEmpty()) {
            problems.error(
                    name.position(),
                    RULE,
                    "the choice `" + name.text() + "` has no options",
                    "add `options:`");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (YamlScalar option : options) {
            if (!seen.add(option.text())) {
                problems.warning(
                        option.position(),
                        RULE,
                        "the option `" + option.text() + "` is there twice",
                        "remove one");
            }
        }
        YamlScalar fallback = fields.text("default");
        if (fallback != null && !seen.contains(fallback.text())) {
            problems.error(
                    fallback.position(),
                    RULE,
                    "the default `" + fallback.text() + "` is none of the options",
                    "add it to `options:` or change it");
        }
    }

    private void plain(YamlScalar name, String type, Fields fields) {
        if (!fields.texts("options").isEmpty()) {
            problems.warning(
                    name.position(),
                    RULE,
                    "`" + name.text() + "` has options but is no choice",
                    "write `type: choice`");
        }
        YamlScalar fallback = fields.text("default");
        if (fallback != null) {
            fits(name, type, fallback);
        }
    }

    private void fits(YamlScalar name, String type, YamlScalar fallback) {
        String text = fallback.text();
        boolean fits =
                switch (type) {
                    case "number" -> isNumber(text);
                    case "boolean" ->
                            text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
                    default -> true;
                };
        if (!fits) {
            problems.error(
                    fallback.position(),
                    RULE,
                    "the default `" + text + "` of `" + name.text() + "` is no " + type,
                    type.equals("number") ? "write digits" : "write true or false");
        }
    }

    private static boolean isNumber(String text) {
        try {
            Double.parseDouble(text);
            return true;
        } catch (NumberFormatException no) {
            return false;
        }
    }

    /** Checks inputs one after the other, since a default can use the inputs before it. */
    void call(Trigger trigger) {
        Map<String, Type> types = new LinkedHashMap<>();
        scalars.scope().set("inputs", Type.strict(Map.of()));
        for (YamlMap.Entry entry : trigger.entries("inputs")) {
            Fields fields = fields(entry.value());
            if (fields.node("type") == null) {
                problems.error(
                        entry.key().position(),
                        RULE,
                        "the input `" + entry.name() + "` has no type",
                        "add `type: string`, `number` or `boolean`");
            }
            String type = text(fields, "type");
            YamlScalar fallback = fields.text("default");
            if (fallback != null) {
                fallback(entry.key(), type, fallback, fields);
            }
            types.put(
                    entry.name().toLowerCase(Locale.ROOT),
                    switch (type) {
                        case "boolean" -> Type.TRUTH;
                        case "number" -> Type.NUMBER;
                        case "string" -> Type.TEXT;
                        default -> Type.ANY;
                    });
            scalars.scope().set("inputs", Type.strict(new LinkedHashMap<>(types)));
        }
        if (trigger.has("secrets")) {
            List<String> secrets =
                    trigger.entries("secrets").stream()
                            .map(entry -> entry.name().toLowerCase(Locale.ROOT))
                            .toList();
            scalars.scope().secrets(secrets);
        }
        for (YamlMap.Entry entry : trigger.entries("outputs")) {
            if (fields(entry.value()).node("value") == null) {
                problems.error(
                        entry.key().position(),
                        RULE,
                        "the output `" + entry.name() + "` has no value",
                        "add `value:`");
            }
        }
    }

    private void fallback(YamlScalar name, String type, YamlScalar fallback, Fields fields) {
        if (!GhaTemplate.isTemplate(fallback.text())) {
            fits(name, type, fallback);
        } else if (Scalars.isWhole(fallback)) {
            Type given = scalars.free(fallback, Where.CALL_INPUT_DEFAULT);
            boolean fits =
                    given instanceof Type.Any
                            || (type.equals("boolean") && given instanceof Type.Truth)
                            || (type.equals("number") && given instanceof Type.Numeric)
                            || (!type.equals("boolean") && !type.equals("number"));
            if (!fits) {
                problems.warning(
                        fallback.position(),
                        RULE,
                        "the default of `" + name.text() + "` gives " + Type.name(given),
                        "it must give a " + type);
            }
        } else {
            scalars.text(fallback, Where.CALL_INPUT_DEFAULT);
        }
        if (text(fields, "required").equals("true")) {
            problems.warning(
                    fallback.position(),
                    RULE,
                    "`" + name.text() + "` is required, so its default is never used",
                    "remove one of the two");
        }
    }
}
