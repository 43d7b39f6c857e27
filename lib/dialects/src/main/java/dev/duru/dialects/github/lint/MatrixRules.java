package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks a matrix and derives the type of the {@code matrix} context. */
final class MatrixRules {
    private static final String RULE = "matrix";

    private final Problems problems;
    private final ShapeChecker shapes;
    private final Scalars scalars;

    MatrixRules(Problems problems, ShapeChecker shapes, Scalars scalars) {
        this.problems = problems;
        this.shapes = shapes;
        this.scalars = scalars;
    }

    /** Checks the value of {@code strategy.matrix}. */
    Type check(YamlScalar key, YamlNode matrix) {
        if (matrix instanceof YamlScalar scalar && !scalar.isNull()) {
            return whole(scalar, "matrix", Shape.Wanted.OBJECT);
        }
        Map<String, Type> types = new LinkedHashMap<>();
        Map<String, List<YamlNode>> rows = new LinkedHashMap<>();
        Set<String> unknown = new HashSet<>();
        YamlNode include = null;
        YamlNode exclude = null;
        for (YamlMap.Entry entry : shapes.names("the section `matrix`", matrix, false)) {
            switch (entry.name()) {
                case "include" -> include = entry.value();
                case "exclude" -> exclude = entry.value();
                default -> row(entry, types, rows, unknown);
            }
        }
        if (exclude != null) {
            combinations("exclude", exclude, new LinkedHashMap<>());
        }
        boolean open = include != null && include(include, types);
        if (exclude instanceof YamlList list) {
            excludes(key, list, include, rows, unknown);
        }
        return new Type.Thing(types, open ? Type.ANY : null);
    }

    private Type whole(YamlScalar scalar, String what, Shape.Wanted wanted) {
        if (!Scalars.isWhole(scalar)) {
            problems.error(
                    scalar.position(),
                    ShapeChecker.RULE,
                    "`" + what + "` must be written out, or be one expression, but is text",
                    wanted == Shape.Wanted.ARRAY ? "write a list" : "write a mapping");
            return Type.open();
        }
        Type type = scalars.whole(scalar, Where.STRATEGY, what, wanted);
        if (wanted != Shape.Wanted.OBJECT) {
            return type;
        }
        return type instanceof Type.Thing thing ? unfold(thing) : Type.open();
    }

    /** A matrix that is one expression of known type: its rows are lists of the values. */
    private static Type unfold(Type.Thing matrix) {
        Map<String, Type> types = new LinkedHashMap<>();
        matrix.properties()
                .forEach((name, type) -> {
                    Type item = type instanceof Type.Listing(Type each, _) ? each : Type.ANY;
                    if (name.equals("include")) {
                        if (item instanceof Type.Thing thing) {
                            thing.properties().forEach((k, t) -> types.merge(k, t, Type::merge));
                        }
                    } else if (!name.equals("exclude")) {
                        types.merge(name, item, Type::merge);
                    }
                });
        return new Type.Thing(types, matrix.rest());
    }

    private void row(
            YamlMap.Entry entry,
            Map<String, Type> types,
            Map<String, List<YamlNode>> rows,
            Set<String> unknown) {
        String name = entry.name().toLowerCase(Locale.ROOT);
        if (entry.value() instanceof YamlScalar scalar) {
            Type list = whole(scalar, "matrix." + entry.name(), Shape.Wanted.ARRAY);
            types.put(name, list instanceof Type.Listing(Type item, _) ? item : Type.ANY);
            unknown.add(name);
            return;
        }
        if (!shapes.list(entry.name(), entry.value(), false)) {
            types.put(name, Type.ANY);
            unknown.add(name);
            return;
        }
        List<YamlNode> values = entry.value().asList().items();
        types.put(name, merged(values));
        rows.put(name, values);
        duplicates(entry.name(), values);
    }

    private Type merged(List<YamlNode> values) {
        Type type = null;
        for (YamlNode value : values) {
            Type next = type(value);
            if (value instanceof YamlScalar && next instanceof Type.Listing(Type item, _)) {
                next = item;
            }
            type = type == null ? next : Type.merge(type, next);
        }
        return type == null ? Type.ANY : type;
    }

    private Type type(YamlNode node) {
        return switch (node) {
            case YamlScalar scalar -> scalars.free(scalar, Where.STRATEGY);
            case YamlList list -> new Type.Listing(merged(list.items()), false);
            case YamlMap map -> {
                Map<String, Type> types = new LinkedHashMap<>();
                for (YamlMap.Entry entry : shapes.names("a value of a matrix", map, true)) {
                    types.put(entry.name().toLowerCase(Locale.ROOT), type(entry.value()));
                }
                boolean open = types.keySet().stream().anyMatch(GhaTemplate::isTemplate);
                yield open ? Type.open() : Type.strict(types);
            }
        };
    }

    private void duplicates(String row, List<YamlNode> values) {
        Map<String, YamlNode> seen = new HashMap<>();
        for (YamlNode value : values) {
            YamlNode same = dynamic(value) ? null : seen.putIfAbsent(Canonical.text(value), value);
            if (same != null) {
                problems.warning(
                        value.position(),
                        RULE,
                        "the row `"
                                + row
                                + "` has the same value twice, first at "
                                + same.position().line()
                                + ":"
                                + same.position().column(),
                        "remove one");
            }
        }
    }

    /** Checks entries; true if what they add cannot be known. */
    private boolean combinations(String section, YamlNode node, Map<String, Type> types) {
        if (node instanceof YamlScalar scalar) {
            Type list = list(scalar, section);
            if (list instanceof Type.Listing(Type.Thing item, _) && item.isStrict()) {
                item.properties().forEach((name, type) -> types.merge(name, type, Type::merge));
                return false;
            }
            return true;
        }
        if (!shapes.list(section, node, false)) {
            return true;
        }
        boolean open = false;
        for (YamlNode item : node.asList().items()) {
            if (item instanceof YamlScalar scalar) {
                Type entry = whole(scalar, section, Shape.Wanted.OBJECT);
                if (entry instanceof Type.Thing thing) {
                    thing.properties().forEach((n, t) -> types.merge(n, t, Type::merge));
                    open |= !thing.isStrict();
                } else {
                    open = true;
                }
                continue;
            }
            for (YamlMap.Entry entry : shapes.names("an item of `" + section + "`", item, false)) {
                types.merge(
                        entry.name().toLowerCase(Locale.ROOT), type(entry.value()), Type::merge);
            }
        }
        return open;
    }

    private Type list(YamlScalar scalar, String section) {
        return Scalars.isWhole(scalar)
                ? scalars.free(scalar, Where.STRATEGY)
                : whole(scalar, section, Shape.Wanted.ARRAY);
    }

    private boolean include(YamlNode include, Map<String, Type> types) {
        return combinations("include", include, types);
    }

    private void excludes(
            YamlScalar key,
            YamlList excludes,
            @Nullable YamlNode include,
            Map<String, List<YamlNode>> rows,
            Set<String> unknown) {
        if (include instanceof YamlScalar || hasTemplates(include)) {
            return;
        }
        Map<String, List<YamlNode>> possible = new LinkedHashMap<>();
        rows.forEach((name, values) -> possible.put(name, new ArrayList<>(values)));
        if (include instanceof YamlList list) {
            for (YamlNode item : list.items()) {
                if (item instanceof YamlMap map) {
                    for (YamlMap.Entry entry : map.entries()) {
                        String name = entry.name().toLowerCase(Locale.ROOT);
                        possible.computeIfAbsent(name, _ -> new ArrayList<>()).add(entry.value());
                    }
                }
            }
        }
        if (possible.isEmpty() && unknown.isEmpty()) {
            problems.error(
                    key.position(), RULE, "there is nothing to exclude from", "add rows first");
            return;
        }
        for (YamlNode item : excludes.items()) {
            if (item instanceof YamlMap map) {
                for (YamlMap.Entry entry : map.entries()) {
                    exclude(entry, possible, unknown);
                }
            }
        }
    }

    private static boolean hasTemplates(@Nullable YamlNode include) {
        return include instanceof YamlList list
                && list.items().stream().anyMatch(item -> item instanceof YamlScalar);
    }

    private void exclude(
            YamlMap.Entry entry, Map<String, List<YamlNode>> possible, Set<String> unknown) {
        String name = entry.name().toLowerCase(Locale.ROOT);
        if (unknown.contains(name)) {
            return;
        }
        List<YamlNode> values = possible.get(name);
        if (values == null) {
            problems.error(
                    entry.key().position(),
                    RULE,
                    "`exclude` names `" + entry.name() + "`, which the matrix does not have",
                    "use one of: " + String.join(", ", new TreeSet<>(possible.keySet())));
        } else if (values.stream().noneMatch(value -> covers(value, entry.value()))) {
            problems.warning(
                    entry.value().position(),
                    RULE,
                    "`exclude` has a value of `" + entry.name() + "` that the matrix never has",
                    "use a value of the row, or remove the entry");
        }
    }

    private static boolean dynamic(YamlNode node) {
        return node instanceof YamlScalar scalar && GhaTemplate.isTemplate(scalar.text());
    }

    /** Whether a value of the matrix agrees with a value of an exclude. */
    private static boolean covers(YamlNode value, YamlNode part) {
        if (dynamic(value) || dynamic(part)) {
            return true;
        }
        if (value instanceof YamlMap whole && part instanceof YamlMap some) {
            return some.entries().stream()
                    .allMatch(entry ->
                            whole.find(entry.name())
                                    .filter(found -> covers(found, entry.value()))
                                    .isPresent());
        }
        if (value instanceof YamlList a && part instanceof YamlList b) {
            if (a.items().size() != b.items().size()) {
                return false;
            }
            for (int i = 0; i < a.items().size(); i++) {
                if (!covers(a.items().get(i), b.items().get(i))) {
                    return false;
                }
            }
            return true;
        }
        return Canonical.text(value).equals(Canonical.text(part));
    }
}
