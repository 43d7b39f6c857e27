package dev.duru.dialects.github.syntax;

import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks into a mapping and takes what has the right shape. */
public record Fields(YamlMap map) {
    public @Nullable YamlNode node(String key) {
        return map.find(key).orElse(null);
    }

    /** A scalar that is not empty YAML. */
    public @Nullable YamlScalar text(String key) {
        return node(key) instanceof YamlScalar scalar && !scalar.isNull() ? scalar : null;
    }

    public @Nullable YamlMap map(String key) {
        return node(key) instanceof YamlMap found ? found : null;
    }

    /** The items of a list; none for anything else. */
    public List<YamlNode> items(String key) {
        return node(key) instanceof YamlList list ? list.items() : List.of();
    }

    /** One text, or a list of texts. */
    public List<YamlScalar> texts(String key) {
        YamlNode found = node(key);
        return found == null ? List.of() : Trigger.texts(found);
    }
}
