package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.plan.Variable;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The variables of {@code variables:} keys. */
final class Variables {
    private Variables() {}

    /** In the order of the file. */
    static List<Variable> of(@Nullable YamlNode node) {
        List<Variable> variables = new ArrayList<>();
        if (node instanceof YamlMap map) {
            for (YamlMap.Entry entry : map.entries()) {
                variables.add(one(entry.name(), entry.value()));
            }
        }
        return variables;
    }

    private static Variable one(String name, YamlNode value) {
        if (value instanceof YamlMap options) {
            YamlNode expand = Trees.at(options, "expand");
            String text = Trees.textAt(options, "value", "");
            return expand == null || Trees.isTrue(expand)
                    ? Variable.of(name, text)
                    : Variable.raw(name, text);
        }
        boolean nothing = value.isNull() || !(value instanceof YamlScalar);
        return Variable.of(name, nothing ? "" : ((YamlScalar) value).text());
    }

    /** Those that a job inherits: all, or only the named ones. */
    static List<Variable> inherited(List<Variable> all, Optional<List<String>> named) {
        return named.isEmpty()
                ? all
                : all.stream().filter(one -> named.get().contains(one.name())).toList();
    }
}
