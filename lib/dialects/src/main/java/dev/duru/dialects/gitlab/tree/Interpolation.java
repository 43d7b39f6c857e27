package dev.duru.dialects.gitlab.tree;

import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.problem.Spelling;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fills in <code>$[[ inputs.name | function ]]</code>. A text that is one block alone becomes the
 * input's own value, of whatever type; elsewhere it is put in as text, lists and mappings as JSON.
 */
public final class Interpolation {
    private static final String RULE = "interpolation";
    private static final Pattern BLOCK = Pattern.compile("\\$\\[\\[(.{0,1024}?)]]");
    private static final Pattern STEP = Pattern.compile("\\.?([A-Za-z0-9_-]+)|\\[([0-9]{1,6})]");
    private static final Pattern CUT =
            Pattern.compile("truncate\\(\\s*([0-9]{1,9})\\s*,\\s*([0-9]{1,9})\\s*\\)");

    private final Map<String, YamlNode> inputs;
    private final Known known;
    private final Problems problems;

    /**
     * What blocks may name.
     *
     * @param inputs by name
     * @param component {@code name}, {@code version} and so on of the component, for its own file
     * @param variables for {@code expand_vars}
     */
    public record Known(
            Map<String, YamlNode> inputs,
            Map<String, String> component,
            Map<String, String> variables) {}

    private Interpolation(Known known, Problems problems) {
        this.inputs = known.inputs();
        this.known = known;
        this.problems = problems;
    }

    /** The tree with every block filled in. */
    public static YamlMap apply(YamlMap tree, Known known, Problems problems) {
        return new Interpolation(known, problems).map(tree);
    }

    private YamlMap map(YamlMap map) {
        List<YamlMap.Entry> entries = new ArrayList<>();
        for (YamlMap.Entry entry : map.entries()) {
            YamlScalar key = entry.key();
            YamlScalar filled =
                    key.text().contains("$[[")
                            ? Trees.text(key.position(), joined(key.text(), key.position()))
                            : key;
            entries.add(new YamlMap.Entry(filled, node(entry.value())));
        }
        return new YamlMap(map.position(), map.tag(), entries);
    }

    private YamlNode node(YamlNode node) {
        return switch (node) {
            case YamlMap map -> map(map);
            case YamlList list ->
                    new YamlList(
                            list.position(),
                            list.tag(),
                            list.items().stream().map(this::node).toList());
            case YamlScalar scalar when scalar.text().contains("$[[") -> scalar(scalar);
            case YamlScalar scalar -> scalar;
        };
    }

    private YamlNode scalar(YamlScalar scalar) {
        Matcher whole = BLOCK.matcher(scalar.text());
        if (whole.matches() && !whole.group(1).contains("]]")) {
            YamlNode value = value(whole.group(1), scalar.position());
            return value == null ? scalar : at(value, scalar);
        }
        return new YamlScalar(
                scalar.position(),
                scalar.tag(),
                joined(scalar.text(), scalar.position()),
                scalar.style(),
                scalar.content());
    }

    /** A value where it is put, so that problems are shown in the file that uses it. */
    private static YamlNode at(YamlNode value, YamlScalar place) {
        return switch (value) {
            case YamlScalar scalar ->
                    new YamlScalar(
                            place.position(),
                            scalar.tag(),
                            scalar.text(),
                            scalar.style(),
                            place.content());
            case YamlList list -> new YamlList(place.position(), list.tag(), list.items());
            case YamlMap map -> new YamlMap(place.position(), map.tag(), map.entries());
        };
    }

    private String joined(String text, Position position) {
        Matcher matcher = BLOCK.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            YamlNode value = value(matcher.group(1), position);
            String shown = value == null ? matcher.group() : shown(value);
            matcher.appendReplacement(result, Matcher.quoteReplacement(shown));
        }
        return matcher.appendTail(result).toString();
    }

    private static String shown(YamlNode value) {
        return value instanceof YamlScalar scalar ? scalar.text() : Json.write(json(value));
    }

    private static Value json(YamlNode node) {
        return switch (node) {
            case YamlMap map -> {
                var object = dev.duru.dialects.value.Obj.builder();
                map.entries().forEach(entry -> object.put(entry.name(), json(entry.value())));
                yield object.build();
            }
            case YamlList list ->
                    new Value.Arr(list.items().stream().map(Interpolation::json).toList());
            case YamlScalar scalar ->
                    switch (scalar.kind()) {
                        case NULL -> Value.nothing();
                        case BOOL -> Value.of(scalar.asBool());
                        case INT, FLOAT -> Value.of(scalar.asDouble());
                        case STR -> Value.of(scalar.text());
                    };
        };
    }

    private @Nullable YamlNode value(String block, Position position) {
        List<String> parts = List.of(block.split("\\|"));
        String path = parts.getFirst().strip();
        if (path.startsWith("component.") && !known.component().isEmpty()) {
            String value = known.component().get(path.substring("component.".length()));
            return value == null
                    ? wrong(
                            position,
                            "`" + path + "` is not known of a component",
                            "use one of: "
                                    + known.component().keySet().stream()
                                            .sorted()
                                            .collect(Collectors.joining(", ")))
                    : Trees.text(position, value);
        }
        if (path.startsWith("matrix.")) {
            return null;
        }
        if (!path.startsWith("inputs.")) {
            return wrong(position, "`$[[" + block + "]]` is no input", "write $[[ inputs.name ]]");
        }
        YamlNode value = find(path.substring("inputs".length()), position);
        for (String function : parts.subList(1, parts.size())) {
            if (value == null) {
                return null;
            }
            value = apply(function.strip(), value, position);
        }
        return value;
    }

    private @Nullable YamlNode find(String path, Position position) {
        Matcher step = STEP.matcher(path);
        YamlNode at = null;
        int end = 0;
        boolean first = true;
        while (step.lookingAt()) {
            String key = step.group(1) == null ? step.group(2) : step.group(1);
            if (first) {
                at = inputs.get(key);
            } else if (at instanceof YamlMap map) {
                at = map.find(key).orElse(null);
            } else if (at instanceof YamlList list && step.group(2) != null) {
                int index = Integer.parseInt(key);
                at = index < list.items().size() ? list.items().get(index) : null;
            } else {
                at = null;
            }
            if (at == null) {
                return wrong(
                        position,
                        "there is no input `" + path.substring(1) + "`",
                        Spelling.among(key, List.copyOf(inputs.keySet()), "the inputs are"));
            }
            first = false;
            end = step.end();
            step.region(end, path.length());
        }
        return end == path.length()
                ? at
                : wrong(position, "`inputs" + path + "` is no input", "write inputs.name");
    }

    private @Nullable YamlNode apply(String function, YamlNode value, Position position) {
        if (!(value instanceof YamlScalar scalar)) {
            return wrong(position, "`" + function + "` needs a text", "remove it");
        }
        String text = scalar.text();
        Matcher cut = CUT.matcher(function);
        if (function.equals("expand_vars")) {
            return Trees.text(
                    value.position(),
                    Expansion.expand(
                            text, name -> known.variables().getOrDefault(name, "${" + name + "}")));
        }
        if (function.equals("posix_escape")) {
            return Trees.text(value.position(), "'" + text.replace("'", "'\\''") + "'");
        }
        if (cut.matches()) {
            int from = Math.min(Integer.parseInt(cut.group(1)), text.length());
            int to = (int) Math.min((long) from + Long.parseLong(cut.group(2)), text.length());
            return Trees.text(value.position(), text.substring(from, to));
        }
        return wrong(
                position,
                "there is no function `" + function + "`",
                "use expand_vars, posix_escape or truncate(from,length)");
    }

    private @Nullable YamlNode wrong(Position position, String message, String mend) {
        problems.error(position, RULE, message, mend);
        return null;
    }
}
