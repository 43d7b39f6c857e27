package dev.duru.dialects.github.lint;

import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.TreeMap;

/** One text for each value, so that equal values have equal texts whatever their style or order. */
final class Canonical {
    private Canonical() {}

    static String text(YamlNode node) {
        return switch (node) {
            case YamlScalar scalar -> scalar.text().length() + ":" + scalar.text();
            case YamlList list -> {
                StringBuilder text = new StringBuilder("[");
                list.items().forEach(item -> text.append(text(item)).append(','));
                yield text.append(']').toString();
            }
            case YamlMap map -> {
                TreeMap<String, String> members = new TreeMap<>();
                map.entries().forEach(entry -> members.put(entry.name(), text(entry.value())));
                yield members.toString();
            }
        };
    }
}
