package dev.duru.dialects.gitlab.tree;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.problem.Spelling;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The inputs of a file with a header: {@code spec:inputs}, and the values that it is given. */
public final class Inputs {
    private static final Set<String> KEYS =
            Set.of("default", "description", "options", "regex", "type", "rules");
    private static final String RULE = "inputs";

    private Inputs() {}

    /**
     * The values of all inputs: those given, checked, and defaults.
     *
     * @param header with {@code spec}, absent for a file without one
     * @param given by name; positions are those of the caller
     * @param at the place of the caller, for what is missing
     */
    public static Map<String, YamlNode> resolve(
            @Nullable YamlMap header, @Nullable YamlMap given, Position at, Problems problems) {
        YamlMap declared =
                header != null
                                && Trees.at(header, "spec") instanceof YamlMap spec
                                && Trees.at(spec, "inputs") instanceof YamlMap inputs
                        ? inputs
                        : Trees.map(at, List.of());
        YamlMap values = given == null ? Trees.map(at, List.of()) : given;
        for (YamlMap.Entry entry : values.entries()) {
            if (declared.find(entry.name()).isEmpty()) {
                problems.error(
                        entry.key().position(),
                        RULE,
                        "the file has no input `" + entry.name() + "`",
                        Spelling.among(entry.name(), declared.names(), "its inputs are"));
            }
        }
        Map<String, YamlNode> resolved = new LinkedHashMap<>();
        for (YamlMap.Entry input : declared.entries()) {
            YamlMap options =
                    input.value() instanceof YamlMap map
                            ? map
                            : Trees.map(input.key().position(), List.of());
            keys(options, problems);
            YamlNode value = values.find(input.name()).orElse(null);
            if (value == null) {
                value = options.find("default").orElse(null);
            }
            if (value == null) {
                problems.error(
                        at,
                        RULE,
                        "the input `" + input.name() + "` is missing",
                        "give it below `inputs:`, or add a `default:` to its `spec:`");
                value = Trees.text(at, "");
            } else {
                check(input.name(), value, options, problems);
            }
            resolved.put(input.name(), value);
        }
        return resolved;
    }

    private static void keys(YamlMap options, Problems problems) {
        for (YamlMap.Entry entry : options.entries()) {
            if (!KEYS.contains(entry.name())) {
                problems.error(
                        entry.key().position(),
                        "unknown-key",
                        "an input has no key `" + entry.name() + "`",
                        "it has: default, description, options, regex, rules, type");
            }
        }
    }

    private static void check(String name, YamlNode value, YamlMap options, Problems problems) {
        String type = Trees.textAt(options, "type", "string");
        boolean fits =
                switch (type) {
                    case "string" -> value instanceof YamlScalar;
                    case "number" -> isNumber(value);
                    case "boolean" -> Trees.isTruth(value);
                    case "array" -> value instanceof YamlList;
                    default -> {
                        problems.error(
                                options.position(),
                                RULE,
                                "the input `" + name + "` has the unknown type `" + type + "`",
                                "use array, boolean, number or string");
                        yield true;
                    }
                };
        if (!fits) {
            problems.error(
                    value.position(),
                    RULE,
                    "the input `"
                            + name
                            + "` must be of type "
                            + type
                            + " but is "
                            + value.describe(),
                    "give a value of that type");
        }
        List<String> allowed = Trees.texts(options.find("options").orElse(null));
        String text = value instanceof YamlScalar scalar ? scalar.text() : "";
        if (!allowed.isEmpty() && !allowed.contains(text)) {
            problems.error(
                    value.position(),
                    RULE,
                    "the input `" + name + "` is `" + text + "`, which is not one of its options",
                    "use one of: " + String.join(", ", allowed));
        }
        pattern(name, text, value, options, problems);
    }

    private static void pattern(
            String name, String text, YamlNode value, YamlMap options, Problems problems) {
        if (!(Trees.at(options, "regex") instanceof YamlScalar regex)) {
            return;
        }
        String body = regex.text();
        if (body.length() > 1 && body.startsWith("/") && body.endsWith("/")) {
            body = body.substring(1, body.length() - 1);
        }
        try {
            if (!Pattern.compile(body).matcher(text).find()) {
                problems.error(
                        value.position(),
                        RULE,
                        "the input `"
                                + name
                                + "` is `"
                                + text
                                + "`, which does not match "
                                + regex.text(),
                        "give a value that matches");
            }
        } catch (PatternSyntaxException e) {
            problems.error(
                    regex.position(),
                    RULE,
                    "`regex` is not RE2: " + e.getDescription(),
                    "mend the pattern");
        }
    }

    private static boolean isNumber(YamlNode value) {
        return value instanceof YamlScalar scalar
                && switch (scalar.kind()) {
                    case INT, FLOAT -> true;
                    case NULL, BOOL, STR -> false;
                };
    }
}
