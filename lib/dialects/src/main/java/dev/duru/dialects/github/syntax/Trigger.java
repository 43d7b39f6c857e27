package dev.duru.dialects.github.syntax;

import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event of {@code on}.
 *
 * @param name the event, where it stands
 * @param settings what is below it: filters, inputs, schedules; absent for a bare name
 */
public record Trigger(YamlScalar name, @Nullable YamlNode settings) {
    public String event() {
        return name.text();
    }

    /** Whether a filter of this name is there, even if it is empty. */
    public boolean has(String filter) {
        return settings instanceof YamlMap map && map.entry(filter).isPresent();
    }

    /** The texts of a filter such as {@code branches}: one or a list. */
    public List<YamlScalar> texts(String filter) {
        if (!(settings instanceof YamlMap map)) {
            return List.of();
        }
        return map.find(filter).map(Trigger::texts).orElse(List.of());
    }

    /** The entries of {@code inputs}, {@code secrets} or {@code outputs}. */
    public List<YamlMap.Entry> entries(String section) {
        if (settings instanceof YamlMap map) {
            Optional<YamlNode> found = map.find(section);
            if (found.isPresent() && found.get() instanceof YamlMap entries) {
                return entries.entries();
            }
        }
        return List.of();
    }

    /** One text, or a list of texts. */
    public static List<YamlScalar> texts(YamlNode node) {
        return switch (node) {
            case YamlScalar scalar -> scalar.isNull() ? List.of() : List.of(scalar);
            case dev.duru.yaml.YamlList list -> {
                List<YamlScalar> texts = new ArrayList<>();
                for (YamlNode item : list.items()) {
                    if (item instanceof YamlScalar scalar) {
                        texts.add(scalar);
                    }
                }
                yield texts;
            }
            case YamlMap _ -> List.of();
        };
    }
}
