package dev.duru.yaml;

import java.util.List;
import java.util.Optional;

/**
 * A mapping, in the order of the text. Keys are scalars and unique.
 *
 * @param entries with merge keys expanded (explicit entries come first and win)
 */
public record YamlMap(Position position, String tag, List<Entry> entries) implements YamlNode {
    /** A key with its own place, and its value. */
    public record Entry(YamlScalar key, YamlNode value) {
        public String name() {
            return key.text();
        }
    }

    public YamlMap {
        entries = List.copyOf(entries);
    }

    public Optional<Entry> entry(String name) {
        for (Entry entry : entries) {
            if (entry.name().equals(name)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** The value under {@code name}, which may be a null scalar. */
    public Optional<YamlNode> find(String name) {
        return entry(name).map(Entry::value);
    }

    /**
     * The value under {@code name}.
     *
     * @throws YamlException at this mapping if the key is missing
     */
    public YamlNode require(String name) {
        return find(name)
                .orElseThrow(() ->
                        new YamlException(
                                position,
                                "the key `" + name + "` is missing",
                                "add `" + name + ":` here"));
    }

    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }
}
