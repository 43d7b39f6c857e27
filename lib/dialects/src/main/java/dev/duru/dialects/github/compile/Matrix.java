package dev.duru.dialects.github.compile;

import dev.duru.dialects.github.expr.Coercion;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cells of a matrix whose values are known.
 *
 * <p>Rules, from GitHub's "Running variations of jobs in a workflow": the rows are multiplied, the
 * last one changing fastest; {@code exclude} takes out every cell that agrees with all keys of an
 * entry; then each entry of {@code include} is merged into every cell with whose own row values it
 * agrees, and becomes a cell of its own where it agrees with none.
 */
final class Matrix {
    /** Most cells of one matrix, as on GitHub. */
    static final int MAX_CELLS = 256;

    private Matrix() {}

    /** A cell under construction: what the rows gave stays, what includes added may change. */
    private record Draft(Map<String, Value> rows, Map<String, Value> added) {
        Obj finish() {
            Obj.Builder cell = Obj.builder();
            rows.forEach(cell::put);
            added.forEach(cell::put);
            return cell.build();
        }
    }

    /**
     * The cells in order.
     *
     * @throws ExpressionException if the values do not make a matrix
     */
    static List<Obj> cells(Obj matrix) {
        Map<String, List<Value>> rows = new LinkedHashMap<>();
        List<Obj> includes = List.of();
        List<Obj> excludes = List.of();
        for (Obj.Member member : matrix.members()) {
            switch (member.key()) {
                case "include" -> includes = entries("include", member.value());
                case "exclude" -> excludes = entries("exclude", member.value());
                default -> rows.put(member.key(), row(member));
            }
        }
        List<Draft> drafts = new ArrayList<>();
        for (Map<String, Value> product : product(rows)) {
            if (excludes.stream().noneMatch(exclude -> agrees(product, exclude))) {
                drafts.add(new Draft(product, new LinkedHashMap<>()));
            }
        }
        List<Obj> extra = new ArrayList<>();
        for (Obj include : includes) {
            if (!merge(drafts, include)) {
                extra.add(include);
            }
        }
        List<Obj> cells = new ArrayList<>();
        drafts.forEach(draft -> cells.add(draft.finish()));
        cells.addAll(extra);
        if (cells.size() > MAX_CELLS) {
            throw tooMany(cells.size());
        }
        return cells;
    }

    private static ExpressionException tooMany(long count) {
        return new ExpressionException(
                "the matrix makes "
                        + count
                        + " jobs, more than the limit of "
                        + MAX_CELLS
                        + "; shorten its rows or exclude some");
    }

    private static List<Value> row(Obj.Member member) {
        if (!(member.value() instanceof Value.Arr(List<Value> items))) {
            throw new ExpressionException(
                    "the matrix row `" + member.key() + "` is not a list; give a list of values");
        }
        if (items.isEmpty()) {
            throw new ExpressionException(
                    "the matrix row `" + member.key() + "` has no values; give at least one");
        }
        return items;
    }

    private static List<Obj> entries(String section, Value value) {
        if (value instanceof Value.Null) {
            return List.of();
        }
        List<Obj> entries = new ArrayList<>();
        if (value instanceof Value.Arr(List<Value> items)) {
            for (Value item : items) {
                if (item instanceof Obj entry) {
                    entries.add(entry);
                } else {
                    throw notObjects(section);
                }
            }
            return entries;
        }
        throw notObjects(section);
    }

    private static ExpressionException notObjects(String section) {
        return new ExpressionException("`" + section + "` of a matrix must be a list of mappings");
    }

    private static List<Map<String, Value>> product(Map<String, List<Value>> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<Map<String, Value>> cells = List.of(Map.of());
        for (Map.Entry<String, List<Value>> row : rows.entrySet()) {
            if ((long) cells.size() * row.getValue().size() > 100L * MAX_CELLS) {
                throw tooMany((long) cells.size() * row.getValue().size());
            }
            List<Map<String, Value>> longer = new ArrayList<>();
            for (Map<String, Value> cell : cells) {
                for (Value value : row.getValue()) {
                    Map<String, Value> next = new LinkedHashMap<>(cell);
                    next.put(row.getKey(), value);
                    longer.add(next);
                }
            }
            cells = longer;
        }
        return cells;
    }

    private static boolean agrees(Map<String, Value> cell, Obj entry) {
        for (Obj.Member wanted : entry.members()) {
            Value value = find(cell, wanted.key());
            if (value == null || !matches(wanted.value(), value)) {
                return false;
            }
        }
        return true;
    }

    private static @org.jspecify.annotations.Nullable Value find(
            Map<String, Value> cell, String key) {
        for (Map.Entry<String, Value> entry : cell.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(key)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** Whether {@code wanted} is {@code value}, or a part of it where both are objects. */
    private static boolean matches(Value wanted, Value value) {
        if (wanted instanceof Obj part && value instanceof Obj whole) {
            return part.members().stream()
                    .allMatch(m -> whole.has(m.key()) && matches(m.value(), whole.at(m.key())));
        }
        if (wanted instanceof Value.Arr(List<Value> a)
                && value instanceof Value.Arr(List<Value> b)) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!matches(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return Coercion.same(wanted, value);
    }

    private static boolean merge(List<Draft> drafts, Obj include) {
        boolean merged = false;
        for (Draft draft : drafts) {
            boolean agrees = true;
            for (Obj.Member member : include.members()) {
                Value value = find(draft.rows(), member.key());
                agrees &= value == null || matches(member.value(), value);
            }
            if (agrees) {
                merged = true;
                for (Obj.Member member : include.members()) {
                    if (find(draft.rows(), member.key()) == null) {
                        draft.added().put(member.key(), member.value());
                    }
                }
            }
        }
        return merged;
    }

    /** What is shown behind a job's name: the cell's plain values, in order. */
    static String suffix(Obj cell) {
        List<String> words = new ArrayList<>();
        words(cell, words);
        return words.isEmpty() ? "" : " (" + String.join(", ", words) + ")";
    }

    private static void words(Value value, List<String> words) {
        switch (value) {
            case Obj object -> object.values().forEach(member -> words(member, words));
            case Value.Arr(List<Value> items) -> items.forEach(item -> words(item, words));
            case Value.Null _ -> {}
            case Value.Bool _, Value.Num _, Value.Str _ -> words.add(Coercion.text(value));
        }
    }
}
