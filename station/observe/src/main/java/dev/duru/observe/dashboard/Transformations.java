package dev.duru.observe.dashboard;

import dev.duru.observe.dashboard.Dashboard.Transformation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The simple ones among the transformations of tables; others are named as left out. */
final class Transformations {
    private final List<String> leftOut = new ArrayList<>();

    /** The transformations that were not done. */
    List<String> leftOut() {
        return leftOut;
    }

    /** Several answers as one, after all transformations. */
    Frame apply(List<Frame> frames, List<Transformation> transformations) {
        List<Frame> now = frames;
        for (Transformation each : transformations) {
            now =
                    switch (each.id()) {
                        case "merge", "seriesToRows", "concatenate" -> List.of(merged(now));
                        case "joinByField", "seriesToColumns" ->
                                List.of(joined(now, each.options().text("byField")));
                        case "organize" ->
                                now.stream().map(f -> organized(f, each.options())).toList();
                        case "renameByRegex" -> now.stream().map(f -> renamed(f, each)).toList();
                        case "filterFieldsByName" ->
                                now.stream().map(f -> filtered(f, each.options())).toList();
                        case "sortBy" -> now.stream().map(f -> sorted(f, each.options())).toList();
                        case "limit" ->
                                now.stream()
                                        .map(f ->
                                                limited(f, each.options().number("limitField", 10)))
                                        .toList();
                        case "labelsToFields", "timeSeriesTable", "prepareTimeSeries" -> now;
                        default -> {
                            leftOut.add(each.id());
                            yield now;
                        }
                    };
        }
        return now.size() == 1 ? now.getFirst() : merged(now);
    }

    /** Rows that agree in all columns that they share become one. */
    private static Frame merged(List<Frame> frames) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        Map<Object, Map<String, @Nullable Object>> byKey = new LinkedHashMap<>();
        for (Frame frame : frames) {
            for (int i = 0; i < frame.rows(); i++) {
                Map<String, @Nullable Object> row = frame.row(i);
                Map<String, @Nullable Object> key = new LinkedHashMap<>(row);
                key.keySet().removeIf(name -> name.startsWith(Frame.VALUE));
                Map<String, @Nullable Object> known = byKey.get(key);
                if (known != null && frames.size() > 1 && disjoint(known, row, key)) {
                    known.putAll(row);
                } else {
                    byKey.put(key, row);
                    rows.add(row);
                }
            }
        }
        Frame all = Frame.empty();
        rows.forEach(all::add);
        return all;
    }

    private static boolean disjoint(
            Map<String, @Nullable Object> known,
            Map<String, @Nullable Object> row,
            Map<String, @Nullable Object> key) {
        return row.keySet().stream()
                .allMatch(name -> key.containsKey(name) || !known.containsKey(name));
    }

    /** One row for each value of a column that all have; other columns stand beside each other. */
    private static Frame joined(List<Frame> frames, String field) {
        String by = field.isEmpty() ? Frame.TIME : field;
        Map<@Nullable Object, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
        for (int f = 0; f < frames.size(); f++) {
            Frame frame = frames.get(f);
            for (int i = 0; i < frame.rows(); i++) {
                Map<String, @Nullable Object> into =
                        rows.computeIfAbsent(
                                frame.cell(by, i),
                                k -> new LinkedHashMap<String, @Nullable Object>());
                for (Map.Entry<String, @Nullable Object> cell : frame.row(i).entrySet()) {
                    String name = cell.getKey();
                    boolean taken = into.containsKey(name) && !name.equals(by);
                    into.put(taken ? name + " " + (f + 1) : name, cell.getValue());
                }
            }
        }
        Frame all = Frame.empty();
        rows.values().forEach(all::add);
        return all;
    }

    private static Frame organized(Frame frame, Json options) {
        Json excluded = options.at("excludeByName").orElse(options);
        Json renames = options.at("renameByName").orElse(options);
        Json order = options.at("indexByName").orElse(options);
        List<String> names = new ArrayList<>(frame.columns().keySet());
        names.removeIf(excluded::flag);
        names.sort(Comparator.comparingInt(name -> order.number(name, Integer.MAX_VALUE)));
        Frame result = Frame.empty();
        for (String name : names) {
            String now = renames.text(name);
            result.columns().put(now.isEmpty() ? name : now, column(frame, name));
        }
        return result;
    }

    private static List<@Nullable Object> column(Frame frame, String name) {
        List<@Nullable Object> column = frame.columns().get(name);
        return column == null ? List.of() : column;
    }

    private Frame renamed(Frame frame, Transformation each) {
        UnaryOperator<String> rename =
                renaming(each.options().text("regex"), each.options().text("renamePattern"));
        Frame result = Frame.empty();
        frame.columns().forEach((name, column) -> result.columns().put(rename.apply(name), column));
        return result;
    }

    private UnaryOperator<String> renaming(String regex, String replacement) {
        try {
            Pattern pattern = Pattern.compile(regex);
            return name -> {
                try {
                    return pattern.matcher(name).replaceAll(replacement);
                } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                    return name;
                }
            };
        } catch (PatternSyntaxException e) {
            leftOut.add("renameByRegex");
            return UnaryOperator.identity();
        }
    }

    private Frame filtered(Frame frame, Json options) {
        Json include = options.at("include").orElse(options);
        List<String> names = include.list("names").stream().map(Json::text).toList();
        String regex = include.text("pattern");
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            leftOut.add("filterFieldsByName");
            return frame;
        }
        Frame result = Frame.empty();
        frame.columns()
                .forEach((name, column) -> {
                    if (names.contains(name) || !regex.isEmpty() && pattern.matcher(name).find()) {
                        result.columns().put(name, column);
                    }
                });
        return result;
    }

    private static Frame sorted(Frame frame, Json options) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < frame.rows(); i++) {
            rows.add(frame.row(i));
        }
        for (Json sort : options.list("sort").reversed()) {
            String field = sort.text("field");
            Comparator<Map<String, @Nullable Object>> order =
                    Comparator.comparing(row -> row.get(field), Transformations::compare);
            rows.sort(sort.flag("desc") ? order.reversed() : order);
        }
        Frame result = Frame.empty();
        rows.forEach(result::add);
        return result;
    }

    private static int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Double x && b instanceof Double y) {
            return Double.compare(x, y);
        }
        return Objects.toString(a, "").compareTo(Objects.toString(b, ""));
    }

    private static Frame limited(Frame frame, int most) {
        Frame result = Frame.empty();
        for (int i = 0; i < Math.min(most, frame.rows()); i++) {
            result.add(frame.row(i));
        }
        return result;
    }
}
