package dev.duru.dialects.gitlab.lint;

import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.problem.Problems;
import dev.duru.dialects.problem.Spelling;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares a tree with the grammar. */
public final class Checker {
    private static final Map<String, Shape> JOB = Grammar.job();
    private static final Map<String, Shape> ROOT = Grammar.root();

    /** GitLab opens lists within lists so far. */
    private static final int DEEPEST = 10;

    private final Problems problems;

    private Checker(Problems problems) {
        this.problems = problems;
    }

    /** Whether a key at the top of a file is no job. */
    public static boolean isGlobal(String key) {
        return ROOT.containsKey(key);
    }

    /** The keys at the top of a file, in order. */
    public static List<String> globalKeys() {
        return ROOT.keySet().stream().sorted().toList();
    }

    /** The keys of a job and, with colons between, of its mappings, in order. */
    public static List<String> jobKeys() {
        List<String> keys = new ArrayList<>();
        JOB.forEach((key, shape) -> keys("", key, shape, keys));
        return keys.stream().distinct().sorted().toList();
    }

    private static void keys(String above, String key, @Nullable Shape shape, List<String> all) {
        if (!key.isEmpty()) {
            all.add(above + key);
        }
        String path = key.isEmpty() ? above : above + key + ":";
        switch (shape) {
            case Shape.Section(String name, Map<String, Shape> inside) ->
                    inside.forEach((next, its) -> keys(path, next, its, all));
            case Shape.Items(Shape item) -> keys(path, "", item, all);
            case Shape.Either either -> {
                keys(path, "", either.list(), all);
                keys(path, "", either.map(), all);
            }
            case null -> {}
            case Shape.Text _,
                    Shape.Flag _,
                    Shape.Whole _,
                    Shape.Word _,
                    Shape.Names _,
                    Shape.Any _ -> {}
        }
    }

    /** The keys that jobs take over from {@code default}. */
    public static Iterable<String> defaults() {
        return Grammar.defaults().keySet();
    }

    /** Checks what stands under one global key. */
    public static void global(YamlMap.Entry entry, Problems problems) {
        Shape shape = ROOT.get(entry.name());
        if (shape != null) {
            new Checker(problems).check(entry.name(), entry.value(), shape);
        }
    }

    /** Checks a job. */
    public static void job(YamlMap job, Problems problems) {
        new Checker(problems).section("job", job, JOB);
    }

    private void section(String name, YamlMap map, Map<String, Shape> keys) {
        for (YamlMap.Entry entry : map.entries()) {
            Shape shape = keys.get(entry.name());
            if (shape == null) {
                problems.error(
                        entry.key().position(),
                        "unknown-key",
                        "`" + name + "` has no key `" + entry.name() + "`",
                        Spelling.among(entry.name(), keys.keySet(), "its keys are"));
            } else {
                check(entry.name(), entry.value(), shape);
            }
        }
    }

    private void check(String key, YamlNode node, Shape shape) {
        if (node.isNull()) {
            return;
        }
        switch (shape) {
            case Shape.Any _ -> {}
            case Shape.Text _ -> {
                if (!(node instanceof YamlScalar)) {
                    wrong(key, node, "a text");
                }
            }
            case Shape.Flag _ -> {
                // An input that is filled in is a text.
                if (!Trees.isTruth(node)
                        && !(node instanceof YamlScalar s && s.text().matches("true|false"))) {
                    wrong(key, node, "true or false");
                }
            }
            case Shape.Whole _ -> {
                if (!(node instanceof YamlScalar s && s.text().matches("-?[0-9]{1,9}"))) {
                    wrong(key, node, "a whole number");
                }
            }
            case Shape.Word(List<String> words) -> {
                if (!(node instanceof YamlScalar s && words.contains(s.text()))) {
                    wrong(key, node, "one of: " + String.join(", ", words));
                }
            }
            case Shape.Items(Shape item) -> items(key, node, item);
            case Shape.Section(String name, Map<String, Shape> keys) -> {
                if (node instanceof YamlMap map) {
                    section(name, map, keys);
                } else {
                    wrong(key, node, "a mapping");
                }
            }
            case Shape.Names(Shape value) -> {
                if (node instanceof YamlMap map) {
                    map.entries().forEach(entry -> check(entry.name(), entry.value(), value));
                } else {
                    wrong(key, node, "a mapping");
                }
            }
            case Shape.Either either -> either(key, node, either);
        }
    }

    private void items(String key, YamlNode node, Shape item) {
        if (!(node instanceof YamlList)) {
            wrong(key, node, "a list");
            return;
        }
        if (depth(node) > DEEPEST) {
            problems.error(
                    node.position(),
                    "shape",
                    "the lists of `" + key + "` lie more than " + DEEPEST + " deep in each other",
                    "write them beside each other");
        }
        Trees.items(node).forEach(one -> check(key, one, item));
    }

    private static int depth(YamlNode node) {
        return node instanceof YamlList list
                ? 1 + list.items().stream().mapToInt(Checker::depth).max().orElse(0)
                : 0;
    }

    private void either(String key, YamlNode node, Shape.Either either) {
        Shape fitting =
                switch (node) {
                    case YamlScalar _ -> either.scalar();
                    case YamlList _ -> either.list();
                    case YamlMap _ -> either.map();
                };
        if (fitting == null) {
            wrong(key, node, wanted(either));
        } else {
            check(key, node, fitting);
        }
    }

    private static String wanted(Shape.Either either) {
        StringBuilder wanted = new StringBuilder();
        add(wanted, either.scalar(), "a single value");
        add(wanted, either.list(), "a list");
        add(wanted, either.map(), "a mapping");
        return wanted.toString();
    }

    private static void add(StringBuilder wanted, @Nullable Shape shape, String word) {
        if (shape != null) {
            wanted.append(wanted.isEmpty() ? "" : " or ").append(word);
        }
    }

    private void wrong(String key, YamlNode node, String wanted) {
        String found =
                node instanceof YamlScalar scalar ? "`" + scalar.text() + "`" : node.describe();
        problems.error(
                node.position(),
                "shape",
                "`" + key + "` must be " + wanted + ", but is " + found,
                "write it so");
    }
}
