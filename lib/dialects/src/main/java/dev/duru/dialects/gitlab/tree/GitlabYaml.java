package dev.duru.dialects.gitlab.tree;

import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.Position;
import dev.duru.yaml.Yaml;
import dev.duru.yaml.YamlDocument;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of GitLab's: an optional header, and the content.
 *
 * @param header with {@code spec}; absent for most files
 * @param content empty when the file cannot be read
 * @param usable whether the text is a mapping at all
 */
public record GitlabYaml(@Nullable YamlMap header, YamlMap content, boolean usable) {
    private static final YamlOptions OPTIONS =
            YamlOptions.defaults()
                    .withDuplicates(YamlOptions.Duplicates.LAST_WINS)
                    .withMerges(YamlOptions.Merges.IN_ORDER);

    /** Reads a text; what is wrong goes to {@code problems}. */
    public static GitlabYaml read(String file, String text, Problems problems) {
        List<YamlDocument> documents = Yaml.readAll(file, text, OPTIONS);
        documents.forEach(document -> problems.yaml(document.problems()));
        if (documents.stream().anyMatch(YamlDocument::hasErrors)) {
            return unusable(file);
        }
        int content = 0;
        YamlMap header = null;
        if (documents.size() > 1
                && documents.getFirst().root().orElse(null) instanceof YamlMap first
                && first.find("spec").isPresent()) {
            header = first;
            content = 1;
        }
        YamlNode root = documents.get(content).root().orElse(null);
        if (root instanceof YamlMap map) {
            return new GitlabYaml(header, map, true);
        }
        problems.error(
                documents.get(content).start(),
                "syntax",
                root == null ? "the file is empty" : "the file is not a mapping",
                "write jobs as `name:` with a `script:` below");
        return unusable(file);
    }

    private static GitlabYaml unusable(String file) {
        return new GitlabYaml(null, Trees.map(Position.startOf(file), List.of()), false);
    }
}
