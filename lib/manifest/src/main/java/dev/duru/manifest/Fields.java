package dev.duru.manifest;

import dev.duru.yaml.Position;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mapping with known keys, read value by value; whatever is wrong goes to {@link Problems}. */
final class Fields {
    private static final Duration LONGEST = Duration.ofDays(20);

    private final YamlMap map;
    private final Problems problems;

    Fields(YamlMap map, String what, List<String> known, Problems problems) {
        this.map = map;
        this.problems = problems;
        for (YamlMap.Entry entry : map.entries()) {
            if (!known.contains(entry.name())) {
                problems.add(
                        entry.key().position(),
                        "unknown key `" + entry.name() + "` in " + what,
                        Problems.mend(entry.name(), known));
            }
        }
    }

    Position position() {
        return map.position();
    }

    /** The place of a key, or of the mapping when the key is not there. */
    Position position(String key) {
        return map.entry(key).map(e -> e.key().position()).orElse(map.position());
    }

    Position valuePosition(String key) {
        return map.find(key).map(YamlNode::position).orElse(map.position());
    }

    boolean has(String key) {
        return map.find(key).isPresent();
    }

    /** The value, where there is one, and nothing is said of it. */
    Optional<YamlNode> quiet(String key) {
        return map.find(key);
    }

    /** The value, where there is one; a key with nothing behind it is a problem. */
    Optional<YamlNode> node(String key) {
        Optional<YamlNode> value = map.find(key);
        if (value.isPresent() && value.get().isNull()) {
            problems.add(
                    value.get().position(),
                    "`" + key + "` has no value",
                    "write a value or remove the key");
            return Optional.empty();
        }
        return value;
    }

    Optional<YamlMap> map(String key) {
        return node(key).flatMap(node -> asMap(node, "`" + key + "`"));
    }

    Optional<YamlMap> asMap(YamlNode node, String what) {
        if (node instanceof YamlMap found) {
            return Optional.of(found);
        }
        problems.add(
                node.position(),
                what + " must be a mapping but is " + node.describe(),
                "write it as `key: value` lines or in braces");
        return Optional.empty();
    }

    Optional<YamlList> list(String key) {
        return node(key)
                .flatMap(node -> {
                    if (node instanceof YamlList found) {
                        return Optional.of(found);
                    }
                    problems.add(
                            node.position(),
                            "`" + key + "` must be a list but is " + node.describe(),
                            "write it as `- item` lines or in brackets");
                    return Optional.empty();
                });
    }

    @Nullable String text(String key) {
        return node(key).flatMap(node -> textOf(node, "`" + key + "`")).orElse(null);
    }

    Optional<String> textOf(YamlNode node, String what) {
        if (node instanceof YamlScalar scalar && !scalar.isNull()) {
            if (scalar.text().indexOf('\0') < 0) {
                return Optional.of(scalar.text());
            }
            problems.add(node.position(), what + " contains a NUL character", "remove it");
            return Optional.empty();
        }
        problems.add(
                node.position(),
                what + " must be text but is " + node.describe(),
                "write one value on the line");
        return Optional.empty();
    }

    Duration duration(String key, Duration fallback) {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        Duration value = Units.duration(text);
        if (value == null || value.compareTo(Duration.ofDays(30)) > 0) {
            problems.add(
                    valuePosition(key),
                    "`" + text + "` is not a duration up to 30 days",
                    "write a number with its unit, such as 500ms, 30s, 5m or 1h30m");
            return fallback;
        }
        return value;
    }

    /** A duration above zero that can be counted in milliseconds; null when the key is absent. */
    @Nullable Duration positive(String key) {
        if (!has(key)) {
            return null;
        }
        Duration value = duration(key, Duration.ofMillis(1));
        if (value.isZero() || value.compareTo(LONGEST) > 0) {
            problems.add(
                    valuePosition(key),
                    "`" + key + "` is `" + text(key) + "`",
                    "write a time from 1ms to 20d");
            return null;
        }
        return value;
    }

    /** A whole percentage from 1 to 100. */
    int percent(String key, int fallback) {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        Integer value = Units.wholePercent(text);
        if (value == null || value < 1 || value > 100) {
            problems.add(
                    valuePosition(key),
                    "`" + key + "` is `" + text + "`",
                    "write a whole percentage from 1% to 100%");
            return fallback;
        }
        return value;
    }

    int whole(String key, int least, int most, int fallback) {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        if (text.matches("\\d{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        problems.add(
                valuePosition(key),
                "`" + key + "` is `" + text + "`",
                "write a whole number from " + least + " to " + most);
        return fallback;
    }

    boolean flag(String key) {
        String text = text(key);
        if (text == null || text.equals("false")) {
            return false;
        }
        if (!text.equals("true")) {
            problems.add(
                    valuePosition(key), "`" + key + "` is `" + text + "`", "write true or false");
        }
        return true;
    }

    /**
     * A word that stands for a constant, in lower case; {@code aliases} are other words for one.
     */
    <E extends Enum<E>> E word(String key, E fallback, Map<String, E> aliases) {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : fallback.getDeclaringClass().getEnumConstants()) {
            words.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        words.putAll(aliases);
        E found = words.get(text);
        if (found == null) {
            problems.add(
                    valuePosition(key),
                    "`" + key + "` is `" + text + "`",
                    Problems.mend(text, List.copyOf(words.keySet())));
            return fallback;
        }
        return found;
    }
}
