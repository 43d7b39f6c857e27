package dev.duru.observe.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One value for many, and one of several.
 *
 * @param leftOut where what is not known is named
 */
record Reducing(List<String> leftOut) {
    private Optional<Calculation> calculation(String id, String where) {
        Optional<Calculation> found = Calculation.of(id);
        if (found.isEmpty()) {
            leftOut.add(where + ": " + id);
        }
        return found;
    }

    private List<Calculation> calculations(List<Json> ids, String where) {
        return ids.stream().flatMap(id -> calculation(id.text(), where).stream()).toList();
    }

    /** A row for each field with one column for each calculation, or each field in one row. */
    List<Frame> reduced(List<Frame> frames, Json options) {
        List<Calculation> calculations = calculations(options.list("reducers"), "reduce");
        if (calculations.isEmpty()) {
            calculations = calculation("lastNotNull", "reduce").stream().toList();
        }
        if (options.text("mode").equals("reduceFields")) {
            Calculation first = calculations.getFirst();
            return frames.stream().map(frame -> inOneRow(frame, first)).toList();
        }
        boolean labels = options.flag("labelsToFields");
        Frame all = Frame.empty();
        for (Frame frame : frames) {
            for (String name : frame.numbers()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                row.put("Field", name);
                if (labels) {
                    row.putAll(frame.labels());
                }
                for (Calculation each : calculations) {
                    row.put(each.title(), each.apply(frame.column(name)));
                }
                all.add(row);
            }
        }
        return List.of(all);
    }

    private static Frame inOneRow(Frame frame, Calculation calculation) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        frame.numbers().forEach(name -> row.put(name, calculation.apply(frame.column(name))));
        Frame one = Frame.empty();
        one.add(row);
        return one;
    }

    /** One row for all that agree in some columns; others are reduced. */
    Frame grouped(Frame frame, Json options) {
        Json fields = options.at("fields").orElse(options);
        List<String> by = new ArrayList<>();
        Map<String, List<Calculation>> reduced = new LinkedHashMap<>();
        for (String name : frame.names()) {
            Json field = fields.at(name).orElse(null);
            String operation = field == null ? "" : field.text("operation");
            if (operation.equals("groupby")) {
                by.add(name);
            } else if (field != null && operation.equals("aggregate")) {
                reduced.put(name, calculations(field.list("aggregations"), "groupBy"));
            }
        }
        if (by.isEmpty()) {
            return frame;
        }
        Map<Object, List<Map<String, @Nullable Object>>> groups = new LinkedHashMap<>();
        for (Map<String, @Nullable Object> row : frame.allRows()) {
            List<@Nullable Object> key = new ArrayList<>();
            by.forEach(name -> key.add(row.get(name)));
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
        }
        Frame all = Frame.empty();
        for (List<Map<String, @Nullable Object>> rows : groups.values()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            by.forEach(name -> one.put(name, rows.getFirst().get(name)));
            reduced.forEach((name, calculations) -> {
                List<@Nullable Object> values = new ArrayList<>();
                rows.forEach(row -> values.add(row.get(name)));
                calculations.forEach(c -> one.put(name + " (" + c.id() + ")", c.apply(values)));
            });
            all.add(one);
        }
        return all;
    }

    /** A column more, reckoned row by row; series are joined by time before. */
    List<Frame> calculated(List<Frame> frames, Json options) {
        boolean join = frames.size() > 1 && frames.stream().allMatch(Frame::overTime);
        List<Frame> now = join ? List.of(Joining.joined(frames, options)) : frames;
        return now.stream().map(frame -> calculated(frame, options)).toList();
    }

    private Frame calculated(Frame frame, Json options) {
        String mode = options.text("mode").isEmpty() ? "reduceRow" : options.text("mode");
        Named found =
                switch (mode) {
                    case "reduceRow" -> byRow(frame, options.at("reduce").orElse(options));
                    case "binary" -> binary(frame, options.at("binary").orElse(options));
                    case "unary" -> unary(frame, options.at("unary").orElse(options));
                    case "cumulativeFunctions" ->
                            cumulative(frame, options.at("cumulative").orElse(options));
                    case "index" -> index(frame);
                    default -> null;
                };
        if (found == null) {
            leftOut.add("calculateField: " + mode);
            return frame;
        }
        Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>(frame.columns());
        if (options.flag("replaceFields")) {
            columns.keySet().removeIf(name -> !name.equals(Frame.TIME));
        }
        String alias = options.text("alias");
        columns.put(alias.isEmpty() ? found.name() : alias, found.values());
        return frame.with(columns);
    }

    private record Named(String name, List<@Nullable Object> values) {}

    private @Nullable Named byRow(Frame frame, Json options) {
        Calculation calculation =
                calculation(
                                options.text("reducer").isEmpty() ? "sum" : options.text("reducer"),
                                "calculateField")
                        .orElse(null);
        if (calculation == null) {
            return null;
        }
        List<String> include = options.list("include").stream().map(Json::text).toList();
        List<String> names =
                frame.numbers().stream()
                        .filter(name -> include.isEmpty() || include.contains(name))
                        .toList();
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < frame.rows(); i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (String name : names) {
                row.add(frame.cell(name, i));
            }
            values.add(calculation.apply(row));
        }
        return new Named(calculation.title(), values);
    }

    private static @Nullable Named binary(Frame frame, Json options) {
        String left = side(options, "left");
        String right = side(options, "right");
        String operator = options.text("operator").isEmpty() ? "+" : options.text("operator");
        if (!"+ - * / ** % = != < <= > >=".contains(operator)) {
            return null;
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < frame.rows(); i++) {
            double found = reckoned(operand(frame, left, i), operator, operand(frame, right, i));
            values.add(Double.isFinite(found) ? (Object) found : null);
        }
        return new Named(left + " " + operator + " " + right, values);
    }

    /** The name of a column or a number, in any of the ways in which files say it. */
    private static String side(Json options, String name) {
        return options.at(name)
                .map(side ->
                        side.value() instanceof Map
                                ? side.text("fixed")
                                        + side.at("matcher").map(m -> m.text("options")).orElse("")
                                : side.text())
                .orElse("");
    }

    private static double operand(Frame frame, String text, int row) {
        if (frame.names().contains(text)) {
            return frame.cell(text, row) instanceof Number number
                    ? number.doubleValue()
                    : Double.NaN;
        }
        return text.matches("-?[0-9.]{1,20}(e-?[0-9]{1,3})?")
                ? Double.parseDouble(text)
                : Double.NaN;
    }

    private static double reckoned(double a, String operator, double b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "**" -> Math.pow(a, b);
            case "%" -> a % b;
            case "=" -> a == b ? 1 : 0;
            case "!=" -> a != b ? 1 : 0;
            case "<" -> a < b ? 1 : 0;
            case "<=" -> a <= b ? 1 : 0;
            case ">" -> a > b ? 1 : 0;
            default -> a >= b ? 1 : 0;
        };
    }

    private static @Nullable Named unary(Frame frame, Json options) {
        String name = options.text("fieldName");
        String operator = options.text("operator");
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < frame.rows(); i++) {
            double a = operand(frame, name, i);
            double found =
                    switch (operator) {
                        case "abs" -> Math.abs(a);
                        case "exp" -> Math.exp(a);
                        case "ln" -> Math.log(a);
                        case "floor" -> Math.floor(a);
                        case "ceil" -> Math.ceil(a);
                        case "round" -> Math.rint(a);
                        default -> Double.NaN;
                    };
            values.add(Double.isFinite(found) ? (Object) found : null);
        }
        boolean known = List.of("abs", "exp", "ln", "floor", "ceil", "round").contains(operator);
        return known ? new Named(operator + " " + name, values) : null;
    }

    private static @Nullable Named cumulative(Frame frame, Json options) {
        String name = options.text("field");
        String reducer = options.text("reducer").isEmpty() ? "sum" : options.text("reducer");
        if (!reducer.equals("sum") && !reducer.equals("mean")) {
            return null;
        }
        List<@Nullable Object> values = new ArrayList<>();
        double sum = 0;
        int count = 0;
        for (Object cell : frame.column(name)) {
            if (cell instanceof Number number) {
                sum += number.doubleValue();
                count++;
            }
            values.add(reducer.equals("sum") ? sum : sum / Math.max(1, count));
        }
        return new Named("cumulative " + reducer + " " + name, values);
    }

    private static Named index(Frame frame) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < frame.rows(); i++) {
            values.add((double) i);
        }
        return new Named("Row", values);
    }
}
