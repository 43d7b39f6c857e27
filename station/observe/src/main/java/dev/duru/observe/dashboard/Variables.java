package dev.duru.observe.dashboard;

import dev.duru.observe.dashboard.Dashboard.Variable;
import dev.duru.observe.dashboard.Interpolation.Chosen;
import dev.duru.observe.query.Queries;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.query.syntax.Parser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds what the variables of a dashboard may be, and what they are. */
final class Variables {
    /** What stands for all values in addresses and files. */
    static final String ALL = "$__all";

    private static final int MOST_VALUES = 2_000;
    private static final Pattern CALL =
            Pattern.compile("^\\s*(\\w+)\\((.*)\\)\\s*$", Pattern.DOTALL);
    private static final Pattern LABEL =
            Pattern.compile("^(?:(.*),)?\\s*([^,]+?)\\s*$", Pattern.DOTALL);

    private final Queries queries;
    private final Interpolation.Time time;
    private final Map<String, Chosen> values = new LinkedHashMap<>();
    private final List<Found> found = new ArrayList<>();
    private final List<dev.duru.tsdb.Matcher> filters = new ArrayList<>();

    /**
     * A variable as it is.
     *
     * @param options texts and values; a text is what people see
     * @param current the values that are chosen
     * @param problem why its values could not be found; empty when they could
     */
    record Found(
            Variable variable,
            List<Map.Entry<String, String>> options,
            List<String> current,
            String problem) {}

    Variables(Queries queries, Interpolation.Time time) {
        this.queries = queries;
        this.time = time;
    }

    /** Finds all of a dashboard's, one after the other: those below may use those above. */
    Variables find(Dashboard dashboard, Function<String, List<String>> wished) {
        for (Variable variable : dashboard.variables()) {
            find(variable, wished.apply(variable.name()));
        }
        return this;
    }

    List<Found> found() {
        return found;
    }

    Interpolation interpolation(Interpolation.Time panelTime) {
        return new Interpolation(values, panelTime);
    }

    /** The filters of all {@code adhoc} variables. */
    Filters filters() {
        return new Filters(filters);
    }

    /** An {@code adhoc} variable: an empty wish is the wish for no filter. */
    private void filter(Variable variable, List<String> wished) {
        List<String> current = wished.isEmpty() ? variable.current() : wished;
        List<String> good = new ArrayList<>();
        String problem = "";
        for (String each : current) {
            try {
                if (!each.isBlank()) {
                    filters.add(Filters.read(each));
                    good.add(each);
                }
            } catch (TsdbException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
        found.add(new Found(variable, List.of(), good, problem));
    }

    private void find(Variable variable, List<String> wished) {
        if (variable.type().equals("adhoc")) {
            filter(variable, wished);
            return;
        }
        List<Map.Entry<String, String>> options = List.of();
        String problem = "";
        try {
            options = options(variable);
        } catch (TsdbException | PatternSyntaxException e) {
            problem = String.valueOf(e.getMessage());
        }
        List<String> current = current(variable, options, wished);
        boolean all = current.equals(List.of(ALL));
        List<String> meant = all ? options.stream().map(Map.Entry::getValue).toList() : current;
        boolean many = variable.multi() || variable.all() != null;
        String whole = all && variable.all() != null ? variable.all() : "";
        values.put(variable.name(), new Chosen(meant, many, whole));
        found.add(new Found(variable, options, current, problem));
    }

    private static List<String> current(
            Variable variable, List<Map.Entry<String, String>> options, List<String> wished) {
        boolean free =
                switch (variable.type()) {
                    case "textbox", "constant" -> true;
                    default -> false;
                };
        Set<String> known = new LinkedHashSet<>();
        options.forEach(option -> known.add(option.getValue()));
        if (variable.all() != null) {
            known.add(ALL);
        }
        for (List<String> wish : List.of(wished, variable.current())) {
            List<String> good =
                    free ? wish : wish.stream().filter(known::contains).distinct().toList();
            if (variable.type().equals("constant") || good.isEmpty()) {
                continue;
            }
            if (good.contains(ALL)) {
                return List.of(ALL);
            }
            return variable.multi() ? good : good.subList(0, 1);
        }
        if (free) {
            return List.of(variable.query());
        }
        if (options.isEmpty()) {
            return variable.all() == null ? List.of("") : List.of(ALL);
        }
        return List.of(options.getFirst().getValue());
    }

    private List<Map.Entry<String, String>> options(Variable variable) {
        Interpolation place = new Interpolation(values, time);
        return switch (variable.type()) {
            case "query" -> taken(variable, queried(place.query(variable.query())));
            case "custom", "interval" -> listed(place.words(variable.query()));
            case "textbox", "constant" -> List.of(Map.entry(variable.query(), variable.query()));
            case "datasource" -> List.of(Map.entry("Duru", "duru"));
            default ->
                    throw new TsdbException(
                            "variables of the type '" + variable.type() + "' are not known here");
        };
    }

    /** Values with commas between, a colon between text and value. */
    private static List<Map.Entry<String, String>> listed(String text) {
        List<Map.Entry<String, String>> options = new ArrayList<>();
        for (String each : text.split("(?<!\\\\),")) {
            String value = each.strip().replace("\\,", ",");
            String[] pair = value.split("\\s+:\\s+", 2);
            if (!value.isEmpty()) {
                options.add(
                        pair.length == 2 ? Map.entry(pair[0], pair[1]) : Map.entry(value, value));
            }
        }
        return options;
    }

    private List<String> queried(String query) {
        Matcher call = CALL.matcher(query);
        if (!call.matches()) {
            return query.isBlank() ? List.of() : results(query);
        }
        String inside = call.group(2);
        return switch (call.group(1)) {
            case "label_values" -> labelValues(inside);
            case "label_names" -> List.copyOf(queries.labelNames(which(List.of())));
            case "metrics" -> {
                Pattern wanted = Pattern.compile(inside.strip());
                yield queries.labelValues(Labels.NAME, which(List.of())).stream()
                        .filter(name -> wanted.matcher(name).find())
                        .toList();
            }
            case "query_result" -> results(inside);
            default -> results(query);
        };
    }

    private List<String> labelValues(String inside) {
        Matcher parts = LABEL.matcher(inside);
        if (!parts.matches()) {
            return List.of();
        }
        String selector = parts.group(1);
        String label = parts.group(2);
        if (selector == null || selector.isBlank()) {
            return List.copyOf(queries.labelValues(label, which(List.of())));
        }
        List<List<dev.duru.tsdb.Matcher>> selectors =
                List.of(Parser.parseSelector(selector.strip()));
        return List.copyOf(queries.labelValues(label, which(selectors)));
    }

    private Queries.Which which(List<List<dev.duru.tsdb.Matcher>> selectors) {
        return new Queries.Which(selectors, time.from(), time.to());
    }

    private List<String> results(String query) {
        return switch (queries.value(query, time.to())) {
            case Value.Vector(List<Value.Sample> samples) ->
                    samples.stream()
                            .map(s -> s.labels() + " " + s.value() + " " + time.to())
                            .toList();
            case Value.Scalar(double number) -> List.of("scalar " + number + " " + time.to());
            case Value.Text(String text) -> List.of(text);
            case Value.Matrix matrix ->
                    throw new TsdbException("a variable asks for a range of samples");
        };
    }

    /** What the regular expression takes of each value, in order, each once. */
    private static List<Map.Entry<String, String>> taken(Variable variable, List<String> all) {
        Map<String, String> texts = new LinkedHashMap<>();
        Pattern pattern = pattern(variable.regex());
        for (String value : all) {
            if (pattern == null) {
                texts.putIfAbsent(value, value);
                continue;
            }
            Matcher match = pattern.matcher(value);
            if (match.find()) {
                String text = group(match, "text");
                String taken = group(match, "value");
                String plain =
                        match.groupCount() > 0 && match.group(1) != null
                                ? match.group(1)
                                : match.group();
                String meant = taken.isEmpty() ? plain : taken;
                texts.putIfAbsent(meant, text.isEmpty() ? meant : text);
            }
        }
        List<Map.Entry<String, String>> options = new ArrayList<>();
        texts.forEach((value, text) -> options.add(Map.entry(text, value)));
        order(variable.sort(), options);
        return options.subList(0, Math.min(MOST_VALUES, options.size()));
    }

    private static String group(Matcher match, String name) {
        Integer number = match.namedGroups().get(name);
        String found = number == null ? null : match.group(number);
        return found == null ? "" : found;
    }

    private static @org.jspecify.annotations.Nullable Pattern pattern(String regex) {
        if (regex.isBlank()) {
            return null;
        }
        int end = regex.lastIndexOf('/');
        if (!regex.startsWith("/") || end <= 0) {
            return Pattern.compile(regex);
        }
        boolean anyCase = regex.indexOf('i', end) > 0;
        return Pattern.compile(regex.substring(1, end), anyCase ? Pattern.CASE_INSENSITIVE : 0);
    }

    private static void order(int sort, List<Map.Entry<String, String>> options) {
        Comparator<Map.Entry<String, String>> comparator =
                switch ((sort + 1) / 2) {
                    case 1 -> Map.Entry.comparingByKey();
                    case 2 -> Comparator.comparingDouble(option -> firstNumber(option.getKey()));
                    case 3 -> Map.Entry.comparingByKey(String.CASE_INSENSITIVE_ORDER);
                    case 4 ->
                            Comparator.comparing(option ->
                                    option.getKey()
                                            .replaceAll("(\\d+)", "0000000000$1")
                                            .replaceAll("0*(\\d{10})", "$1"));
                    default -> (a, b) -> 0;
                };
        options.sort(sort > 0 && sort % 2 == 0 ? comparator.reversed() : comparator);
    }

    private static double firstNumber(String text) {
        Matcher digits = Pattern.compile("\\d{1,15}").matcher(text);
        return digits.find() ? Double.parseDouble(digits.group()) : Double.POSITIVE_INFINITY;
    }
}
