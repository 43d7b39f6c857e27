package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.syntax.ActionSyntax;
import dev.duru.yaml.Yaml;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the actions of the repository, each at most once. */
final class LocalActions implements ActionSource {
    private final Repository repository;
    private final Map<String, Optional<ActionFacts>> seen = new HashMap<>();

    LocalActions(Repository repository) {
        this.repository = repository;
    }

    @Override
    public Optional<ActionFacts> find(String path) {
        return seen.computeIfAbsent(path, this::read);
    }

    private Optional<ActionFacts> read(String path) {
        Optional<YamlNode> root =
                repository.action(path).flatMap(text -> Yaml.read(path, text).root());
        return root.filter(node -> node instanceof YamlMap)
                .map(node -> ActionFacts.of(ActionSyntax.read((YamlMap) node)));
    }
}
