package dev.duru.yaml;

import java.util.List;

/** A sequence, in block or flow style. */
public record YamlList(Position position, String tag, List<YamlNode> items) implements YamlNode {
    public YamlList {
        items = List.copyOf(items);
    }

    public boolean isEmpty() {
        return items.isEmpty();
    }
}
