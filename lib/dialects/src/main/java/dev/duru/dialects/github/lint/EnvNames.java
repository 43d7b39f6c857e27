package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/** Checks the names of environment variables. */
final class EnvNames {
    private EnvNames() {}

    static void check(@Nullable YamlNode env, Problems problems) {
        if (!(env instanceof YamlMap map)) {
            return;
        }
        for (YamlMap.Entry entry : map.entries()) {
            String name = entry.name();
            boolean bad = name.chars().anyMatch(c -> c == '&' || c == '=' || c == ' ' || c == '\t');
            if (bad && !GhaTemplate.isTemplate(name)) {
                problems.warning(
                        entry.key().position(),
                        "env",
                        "`" + name + "` cannot be the name of a variable",
                        "use letters, digits and _");
            }
        }
    }
}
