package dev.duru.dialects.gitlab.tree;

import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts what an entry {@code extends} below it; later ones of a list win over earlier ones. */
public final class Extends {
    private static final String KEY = "extends";

    /** GitLab's own limit. */
    private static final int DEEPEST = 10;

    private final YamlMap root;
    private final Problems problems;
    private final Map<String, YamlMap> done = new HashMap<>();
    private final Set<String> open = new LinkedHashSet<>();

    private Extends(YamlMap root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /** The tree with every {@code extends} resolved and gone. */
    public static YamlMap resolve(YamlMap root, Problems problems) {
        Extends all = new Extends(root, problems);
        List<YamlMap.Entry> entries = new ArrayList<>();
        for (YamlMap.Entry entry : root.entries()) {
            entries.add(
                    entry.value() instanceof YamlMap map
                            ? new YamlMap.Entry(entry.key(), all.resolved(entry.name(), map))
                            : entry);
        }
        return new YamlMap(root.position(), root.tag(), entries);
    }

    private YamlMap resolved(String name, YamlMap map) {
        YamlMap known = done.get(name);
        if (known != null) {
            return known;
        }
        YamlNode parents = map.find(KEY).orElse(null);
        YamlMap own = Trees.without(map, KEY::equals);
        if (parents == null || parents.isNull()) {
            done.put(name, own);
            return own;
        }
        if (open.size() >= DEEPEST) {
            problems.error(
                    parents.position(),
                    KEY,
                    "more than " + DEEPEST + " entries extend each other",
                    "extend fewer levels");
            return own;
        }
        open.add(name);
        YamlMap base = null;
        for (YamlNode parent : Trees.items(parents)) {
            YamlMap one = parent(name, parent);
            if (one != null) {
                base = base == null ? one : Trees.merge(base, one);
            }
        }
        open.remove(name);
        YamlMap whole = base == null ? own : Trees.merge(base, own);
        done.put(name, whole);
        return whole;
    }

    private @org.jspecify.annotations.Nullable YamlMap parent(String name, YamlNode parent) {
        if (!(parent instanceof YamlScalar scalar)) {
            problems.error(
                    parent.position(),
                    KEY,
                    "`extends` names entries, but this is " + parent.describe(),
                    "write the name of a job, or a list of names");
            return null;
        }
        String wanted = scalar.text();
        if (open.contains(wanted)) {
            problems.error(
                    parent.position(),
                    KEY,
                    wanted.equals(name)
                            ? "`" + name + "` extends itself"
                            : "`" + String.join("` extends `", open) + "` extends `" + wanted + "`",
                    "break the circle");
            return null;
        }
        if (root.find(wanted).orElse(null) instanceof YamlMap map) {
            return resolved(wanted, map);
        }
        problems.error(
                parent.position(),
                KEY,
                "`" + name + "` extends `" + wanted + "`, which is not there",
                "add `" + wanted + ":`, or include the file that has it");
        return null;
    }
}
