package dev.duru.dialects.gitlab.tree;

import dev.duru.yaml.Position;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Operations on trees of YAML nodes. */
public final class Trees {
    private static final String MAP = "tag:yaml.org,2002:map";
    private static final String LIST = "tag:yaml.org,2002:seq";
    private static final String TEXT = "tag:yaml.org,2002:str";

    private Trees() {}

    public static YamlMap map(Position position, List<YamlMap.Entry> entries) {
        return new YamlMap(position, MAP, entries);
    }

    public static YamlList list(Position position, List<YamlNode> items) {
        return new YamlList(position, LIST, items);
    }

    public static YamlScalar text(Position position, String text) {
        return new YamlScalar(
                position, TEXT, text, YamlScalar.Style.DOUBLE_QUOTED, position.right(1));
    }

    /** A value as it would be without quotes: a number, a truth or a text. */
    public static YamlScalar plain(Position position, String text) {
        String tag = TEXT;
        if (text.matches("-?[0-9]{1,18}")) {
            tag = "tag:yaml.org,2002:int";
        } else if (text.matches("-?[0-9]{1,18}\\.[0-9]{1,18}")) {
            tag = "tag:yaml.org,2002:float";
        } else if (text.equals("true") || text.equals("false")) {
            tag = "tag:yaml.org,2002:bool";
        }
        return new YamlScalar(position, tag, text, YamlScalar.Style.PLAIN, position);
    }

    /**
     * {@code over} on top of {@code base}: mappings are merged, of everything else the upper one
     * stays.
     */
    public static YamlMap merge(YamlMap base, YamlMap over) {
        Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
        base.entries().forEach(entry -> entries.put(entry.name(), entry));
        for (YamlMap.Entry entry : over.entries()) {
            YamlMap.Entry below = entries.get(entry.name());
            if (below != null
                    && below.value() instanceof YamlMap low
                    && entry.value() instanceof YamlMap high) {
                entries.put(entry.name(), new YamlMap.Entry(entry.key(), merge(low, high)));
            } else {
                entries.put(entry.name(), entry);
            }
        }
        return new YamlMap(over.position(), over.tag(), List.copyOf(entries.values()));
    }

    /** A mapping without some of its keys. */
    public static YamlMap without(YamlMap map, Predicate<String> key) {
        return new YamlMap(
                map.position(),
                map.tag(),
                map.entries().stream().filter(entry -> !key.test(entry.name())).toList());
    }

    /** A mapping with an entry replaced or added. */
    public static YamlMap with(YamlMap map, YamlMap.Entry entry) {
        List<YamlMap.Entry> entries = new ArrayList<>();
        boolean placed = false;
        for (YamlMap.Entry old : map.entries()) {
            boolean same = old.name().equals(entry.name());
            entries.add(same ? entry : old);
            placed |= same;
        }
        if (!placed) {
            entries.add(entry);
        }
        return new YamlMap(map.position(), map.tag(), entries);
    }

    /** The value under a key that is there and not null. */
    public static @Nullable YamlNode at(YamlMap map, String key) {
        YamlNode value = map.find(key).orElse(null);
        return value == null || value.isNull() ? null : value;
    }

    /** A list of itself, of one thing, or of nothing; lists inside are opened. */
    public static List<YamlNode> items(@Nullable YamlNode node) {
        if (node == null || node.isNull()) {
            return List.of();
        }
        if (!(node instanceof YamlList list)) {
            return List.of(node);
        }
        List<YamlNode> items = new ArrayList<>();
        for (YamlNode item : list.items()) {
            if (item instanceof YamlList) {
                items.addAll(items(item));
            } else {
                items.add(item);
            }
        }
        return items;
    }

    /** The texts of {@link #items}; what is no scalar is left out. */
    public static List<String> texts(@Nullable YamlNode node) {
        return items(node).stream()
                .filter(item -> item instanceof YamlScalar && !item.isNull())
                .map(item -> ((YamlScalar) item).text())
                .toList();
    }

    /** The text of a scalar, or what is said otherwise. */
    public static String textAt(YamlMap map, String key, String otherwise) {
        return at(map, key) instanceof YamlScalar scalar ? scalar.text() : otherwise;
    }

    /** Whether a value says true; GitLab's reader knows YAML 1.1's words. */
    public static boolean isTrue(@Nullable YamlNode node) {
        return node instanceof YamlScalar scalar
                && !scalar.isQuoted()
                && switch (scalar.text()) {
                    case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" -> true;
                    default -> false;
                };
    }

    /** Whether a value is one of YAML 1.1's words for a truth. */
    public static boolean isTruth(YamlNode node) {
        return isTrue(node)
                || (node instanceof YamlScalar scalar
                        && !scalar.isQuoted()
                        && switch (scalar.text()) {
                            case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF" ->
                                    true;
                            default -> false;
                        });
    }
}
