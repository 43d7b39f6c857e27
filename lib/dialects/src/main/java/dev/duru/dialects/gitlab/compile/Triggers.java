package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which pipeline a {@code trigger} starts, as one text: {@code ./file.yml} for a file of the
 * repository (several are joined by {@code +}), {@code artifact:job/file.yml} for one that an
 * earlier job made, {@code project:owner/name@branch} for another project.
 */
public final class Triggers {
    private Triggers() {}

    static String reference(@Nullable YamlNode trigger, Map<String, String> variables) {
        if (!(trigger instanceof YamlMap map)) {
            String project = trigger instanceof YamlScalar scalar ? scalar.text() : "";
            return "project:" + Expansion.expand(project, variables);
        }
        YamlNode include = Trees.at(map, "include");
        if (include == null) {
            String branch = Trees.textAt(map, "branch", "");
            return Expansion.expand(
                    "project:"
                            + Trees.textAt(map, "project", "")
                            + (branch.isEmpty() ? "" : "@" + branch),
                    variables);
        }
        List<String> all = new ArrayList<>();
        for (YamlNode one : Trees.items(include)) {
            all.add(Expansion.expand(include(one), variables));
        }
        return String.join("+", all);
    }

    private static String include(YamlNode one) {
        if (!(one instanceof YamlMap map)) {
            return "./" + ((YamlScalar) one).text().replaceFirst("^/+", "");
        }
        if (Trees.at(map, "artifact") != null) {
            return "artifact:"
                    + Trees.textAt(map, "job", "")
                    + "/"
                    + Trees.textAt(map, "artifact", "");
        }
        if (Trees.at(map, "local") != null) {
            return "./" + Trees.textAt(map, "local", "").replaceFirst("^/+", "");
        }
        if (Trees.at(map, "project") != null) {
            return "project:"
                    + Trees.textAt(map, "project", "")
                    + "/"
                    + String.join(",", Trees.texts(Trees.at(map, "file")));
        }
        return "template:" + Trees.textAt(map, "template", Trees.textAt(map, "remote", ""));
    }
}
