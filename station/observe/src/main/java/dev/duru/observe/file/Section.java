package dev.duru.observe.file;

import dev.duru.kernel.ProblemException;
import dev.duru.tsdb.query.Durations;
import dev.duru.yaml.Position;
import dev.duru.yaml.Yaml;
import dev.duru.yaml.YamlException;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A mapping of a configuration file. Each method that takes a key makes that key a known one. */
public final class Section {
    private final YamlMap map;
    private final Set<String> known = new HashSet<>();

    private Section(YamlMap map) {
        this.map = map;
    }

    /**
     * Reads a text whose root is a mapping.
     *
     * @param file the name to show in messages
     * @throws ProblemException USER with the place of what is wrong
     */
    public static Section read(String file, String text) {
        return checked(() -> new Section(Yaml.read(file, text).orThrow().asMap()));
    }

    /** Reads a file whose root is a mapping. */
    public static Section read(Path file) {
        try {
            return read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw ProblemException.user(file + " cannot be read: " + e);
        }
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> T checked(Reading<T> reading) {
        try {
            return reading.read();
        } catch (YamlException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
    }

    /** Where it begins. */
    public Position position() {
        return map.position();
    }

    /** Where a key's value stands, or the mapping where there is none. */
    public Position position(String key) {
        return map.find(key).map(YamlNode::position).orElse(map.position());
    }

    /** A problem with a key's value. */
    public ProblemException wrong(String key, String message) {
        return ProblemException.user(position(key) + ": " + message);
    }

    private Optional<YamlNode> find(String key) {
        known.add(key);
        return map.find(key).filter(node -> !node.isNull());
    }

    /** Whether a key has a value. */
    public boolean has(String key) {
        return find(key).isPresent();
    }

    /** A text, numbers and booleans as they are written. */
    public String text(String key, String fallback) {
        return checked(() -> find(key).map(YamlNode::asText).orElse(fallback));
    }

    /** A text that must be there. */
    public String required(String key) {
        if (!has(key)) {
            throw ProblemException.user(
                    map.position() + ": the key `" + key + "` is missing; add it");
        }
        return text(key, "");
    }

    /** A value read from its text. */
    public <T> T parsed(String key, T fallback, Function<String, T> parse) {
        if (!has(key)) {
            return fallback;
        }
        String text = text(key, "");
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(key, "`" + key + "` is `" + text + "`: " + e.getMessage());
        }
    }

    /** A duration such as {@code 1m30s}. */
    public Duration duration(String key, Duration fallback) {
        return parsed(
                key,
                fallback,
                text -> {
                    try {
                        return Duration.ofMillis(Durations.millis(text));
                    } catch (NumberFormatException e) {
                        throw new IllegalArgumentException(
                                "write a duration such as 30s, 5m or 1h30m", e);
                    }
                });
    }

    /** A whole number. */
    public long whole(String key, long fallback) {
        return checked(() -> find(key).map(YamlNode::asLong).orElse(fallback));
    }

    /** True or false. */
    public boolean flag(String key, boolean fallback) {
        return checked(() -> find(key).map(YamlNode::asBool).orElse(fallback));
    }

    /** A list of texts. */
    public List<String> texts(String key) {
        return checked(() ->
                find(key)
                        .map(node -> node.asList().items().stream().map(YamlNode::asText).toList())
                        .orElse(List.of()));
    }

    /** Names with texts, in the order of the file. */
    public Map<String, String> pairs(String key) {
        return checked(() -> {
            Map<String, String> pairs = new LinkedHashMap<>();
            find(key)
                    .ifPresent(node ->
                            node.asMap()
                                    .entries()
                                    .forEach(e ->
                                            pairs.put(
                                                    e.name(),
                                                    e.value().isNull() ? "" : e.value().asText())));
            return pairs;
        });
    }

    /** The keys that are there; each becomes a known one. */
    public List<String> names() {
        known.addAll(map.names());
        return map.names();
    }

    /** A list of mappings. */
    public List<Section> sections(String key) {
        return checked(() -> {
            List<Section> all = new ArrayList<>();
            find(key)
                    .ifPresent(node ->
                            node.asList()
                                    .items()
                                    .forEach(item -> all.add(new Section(item.asMap()))));
            return all;
        });
    }

    /** A mapping in this one. */
    public Optional<Section> section(String key) {
        return checked(() -> find(key).map(node -> new Section(node.asMap())));
    }

    /**
     * Says that all keys were asked for.
     *
     * @throws ProblemException USER when there is another one
     */
    public void end(String what) {
        for (YamlMap.Entry entry : map.entries()) {
            if (!known.contains(entry.name())) {
                throw ProblemException.user(
                        entry.key().position()
                                + ": unknown key `"
                                + entry.name()
                                + "` in "
                                + what
                                + "; remove it, or take one of "
                                + known.stream().sorted().toList());
            }
        }
    }
}
