package dev.duru.dialects.github.syntax;

import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An {@code action.yml}.
 *
 * @param using how it runs: {@code composite}, {@code docker}, {@code node20} and so on
 * @param steps of a composite action
 */
public record ActionSyntax(
        YamlMap root,
        String name,
        List<Input> inputs,
        List<Output> outputs,
        String using,
        List<StepSyntax> steps) {
    /** An input; without a default it is empty when the caller says nothing. */
    public record Input(
            YamlScalar name,
            boolean required,
            @Nullable YamlScalar defaultValue,
            @Nullable YamlScalar deprecation) {}

    /** An output; only composite actions say its value. */
    public record Output(YamlScalar name, @Nullable YamlScalar value) {}

    public ActionSyntax {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        steps = List.copyOf(steps);
    }

    public boolean isComposite() {
        return using.equals("composite");
    }

    /** Reads an action tolerantly; the checks report what has the wrong shape. */
    public static ActionSyntax read(YamlMap root) {
        Fields fields = new Fields(root);
        List<Input> inputs = new ArrayList<>();
        for (YamlMap.Entry entry : entries(fields.map("inputs"))) {
            if (entry.value() instanceof YamlMap map) {
                Fields input = new Fields(map);
                YamlScalar required = input.text("required");
                inputs.add(
                        new Input(
                                entry.key(),
                                required != null && required.text().equalsIgnoreCase("true"),
                                input.text("default"),
                                input.text("deprecationMessage")));
            } else {
                inputs.add(new Input(entry.key(), false, null, null));
            }
        }
        List<Output> outputs = new ArrayList<>();
        for (YamlMap.Entry entry : entries(fields.map("outputs"))) {
            YamlScalar value =
                    entry.value() instanceof YamlMap map ? new Fields(map).text("value") : null;
            outputs.add(new Output(entry.key(), value));
        }
        YamlMap runs = fields.map("runs");
        List<YamlNode> steps = runs == null ? List.of() : new Fields(runs).items("steps");
        YamlScalar using = runs == null ? null : new Fields(runs).text("using");
        YamlScalar name = fields.text("name");
        return new ActionSyntax(
                root,
                name == null ? "" : name.text(),
                inputs,
                outputs,
                using == null ? "" : using.text(),
                WorkflowReader.steps(steps));
    }

    private static List<YamlMap.Entry> entries(@Nullable YamlMap map) {
        return map == null ? List.of() : map.entries();
    }
}
