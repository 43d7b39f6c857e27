package dev.duru.dialects.gitlab.tree;

import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts what {@code !reference [job, key, …]} points to in its place. */
public final class References {
    private static final String TAG = "!reference";

    /** GitLab's own limit of references behind each other. */
    private static final int DEEPEST = 10;

    private static final int MOST = 500_000;

    private int budget = MOST;
    private final YamlMap root;
    private final Problems problems;
    private final Set<List<String>> open = new LinkedHashSet<>();

    private References(YamlMap root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /** The tree without references. */
    public static YamlMap resolve(YamlMap root, Problems problems) {
        return new References(root, problems).map(root);
    }

    /** Whether a node is a reference. */
    public static boolean isReference(YamlNode node) {
        return node instanceof YamlList list && list.tag().equals(TAG);
    }

    private YamlMap map(YamlMap map) {
        List<YamlMap.Entry> entries = new ArrayList<>();
        map.entries().forEach(e -> entries.add(new YamlMap.Entry(e.key(), node(e.value()))));
        return new YamlMap(map.position(), map.tag(), entries);
    }

    private YamlNode node(YamlNode node) {
        if (budget-- == 0) {
            problems.error(
                    node.position(),
                    "reference",
                    "references to references make more than " + MOST + " values",
                    "refer to smaller lists");
        }
        if (budget < 0) {
            return Trees.list(node.position(), List.of());
        }
        return switch (node) {
            case YamlMap map -> map(map);
            case YamlScalar scalar -> scalar;
            case YamlList list when isReference(list) -> target(list);
            case YamlList list ->
                    new YamlList(
                            list.position(),
                            list.tag(),
                            list.items().stream().map(this::node).toList());
        };
    }

    private YamlNode target(YamlList reference) {
        List<String> path = Trees.texts(reference);
        if (open.contains(path)) {
            return wrong(reference, path, "points to itself");
        }
        if (open.size() >= DEEPEST) {
            return wrong(reference, path, "is behind " + DEEPEST + " others");
        }
        YamlNode found = path.isEmpty() ? null : find(path);
        if (found == null) {
            return wrong(reference, path, "points to nothing");
        }
        open.add(path);
        YamlNode resolved = node(found);
        open.remove(path);
        return resolved;
    }

    private @Nullable YamlNode find(List<String> path) {
        YamlNode at = root;
        for (String step : path) {
            if (isReference(at)) {
                at = node(at);
            }
            at =
                    switch (at) {
                        case YamlMap map -> map.find(step).orElse(null);
                        case YamlList list -> item(list, step);
                        case YamlScalar _ -> null;
                    };
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private static @Nullable YamlNode item(YamlList list, String step) {
        if (!step.matches("[0-9]{1,6}")) {
            return null;
        }
        int index = Integer.parseInt(step);
        return index < list.items().size() ? list.items().get(index) : null;
    }

    private YamlNode wrong(YamlList reference, List<String> path, String what) {
        problems.error(
                reference.position(),
                "reference",
                "`!reference [" + String.join(", ", path) + "]` " + what,
                "name an entry of this file or of one that it includes, and its keys");
        return Trees.list(reference.position(), List.of());
    }
}
