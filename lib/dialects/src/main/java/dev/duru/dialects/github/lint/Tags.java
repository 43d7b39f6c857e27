package dev.duru.dialects.github.lint;

import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.Set;

/** GitHub knows the tags of YAML's core schema and no others. */
final class Tags {
    private static final String CORE = "tag:yaml.org,2002:";
    private static final Set<String> KNOWN =
            Set.of("null", "bool", "int", "float", "str", "seq", "map");

    private Tags() {}

    static void check(YamlNode node, Problems problems) {
        String tag = node.tag();
        boolean known =
                tag.equals("!alias")
                        || tag.isEmpty()
                        || (tag.startsWith(CORE) && KNOWN.contains(tag.substring(CORE.length())));
        if (!known) {
            problems.error(
                    node.position(),
                    "yaml",
                    "GitHub does not know the tag " + tag.replace(CORE, "!!"),
                    "remove it");
        }
        switch (node) {
            case YamlScalar _ -> {}
            case YamlList list -> list.items().forEach(item -> check(item, problems));
            case YamlMap map -> map.entries().forEach(entry -> check(entry.value(), problems));
        }
    }
}
