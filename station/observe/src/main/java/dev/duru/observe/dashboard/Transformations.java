package dev.duru.observe.dashboard;

import dev.duru.observe.dashboard.Dashboard.Transformation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What a panel does with its answers before it shows them, of tables and of series; what is not
 * known is named as left out.
 */
final class Transformations {
    private final UnaryOperator<String> words;
    private final List<String> leftOut = new ArrayList<>();

    /**
     * Transformations of a panel.
     *
     * @param words puts the values of variables into a text
     */
    Transformations(UnaryOperator<String> words) {
        this.words = words;
    }

    /** The transformations that were not done. */
    List<String> leftOut() {
        return leftOut;
    }

    /** The answers after all transformations, one after the other. */
    List<Frame> apply(List<Frame> frames, List<Transformation> transformations) {
        List<Frame> now = frames;
        for (Transformation each : transformations) {
            now = apply(now, each.id(), each.options());
        }
        return now;
    }

    private List<Frame> apply(List<Frame> frames, String id, Json options) {
        return switch (id) {
            case "merge" -> List.of(Joining.merged(frames));
            case "concatenate" -> List.of(Joining.beside(frames));
            case "seriesToRows" -> List.of(Joining.rows(frames));
            case "joinByField", "seriesToColumns" -> List.of(Joining.joined(frames, options));
            case "labelsToFields" ->
                    options.text("mode").equals("rows")
                            ? unknown(frames, id + ": rows")
                            : List.of(Joining.merged(Joining.withLabels(frames, options)));
            case "groupingToMatrix" -> each(frames, f -> Joining.matrix(f, options));
            case "reduce" -> new Reducing(leftOut).reduced(frames, options);
            case "groupBy" -> each(frames, f -> new Reducing(leftOut).grouped(f, options));
            case "calculateField" -> new Reducing(leftOut).calculated(frames, options);
            case "organize" -> each(frames, f -> organized(f, options));
            case "renameByRegex" -> renamed(frames, options);
            case "filterFieldsByName" -> filtered(frames, options);
            case "filterByRefId" -> {
                Predicate<String> wanted = pattern(options.text("include"), id);
                yield frames.stream().filter(f -> wanted.test(f.refId())).toList();
            }
            case "filterByValue" -> each(frames, f -> new RowFilter(options, leftOut).of(f));
            case "sortBy" -> each(frames, f -> sorted(f, options));
            case "limit" -> each(frames, f -> limited(f, options));
            case "prepareTimeSeries" -> frames;
            default -> unknown(frames, id);
        };
    }

    private List<Frame> unknown(List<Frame> frames, String what) {
        leftOut.add(what);
        return frames;
    }

    /** Each by itself; those that lost all of their columns are gone. */
    private static List<Frame> each(List<Frame> frames, UnaryOperator<Frame> change) {
        return frames.stream()
                .map(change)
                .filter(frame -> !frame.columns().isEmpty())
                .filter(frame -> !frame.overTime() || frame.names().size() > 1)
                .toList();
    }

    private static Frame organized(Frame frame, Json options) {
        Json excluded = options.at("excludeByName").orElse(options);
        Json included = options.at("includeByName").orElse(options);
        Json renames = options.at("renameByName").orElse(options);
        Json order = options.at("indexByName").orElse(options);
        List<String> names = new ArrayList<>(frame.names());
        if (names.stream().anyMatch(included::flag)) {
            names.removeIf(name -> !included.flag(name));
        }
        names.removeIf(name -> excluded.flag(name) && !(frame.overTime() && isTime(name)));
        names.sort(Comparator.comparingInt(name -> order.number(name, Integer.MAX_VALUE)));
        Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
        for (String name : names) {
            String now = renames.text(name);
            boolean keeps = now.isEmpty() || frame.overTime() && isTime(name);
            columns.put(keeps ? name : now, frame.column(name));
        }
        return frame.with(columns);
    }

    private static boolean isTime(String name) {
        return name.equals(Frame.TIME);
    }

    private List<Frame> renamed(List<Frame> frames, Json options) {
        Pattern pattern = compiled(options.text("regex"), "renameByRegex");
        return pattern == null ? frames : renamed(frames, pattern, options.text("renamePattern"));
    }

    private static List<Frame> renamed(List<Frame> frames, Pattern pattern, String replacement) {
        return each(
                frames,
                frame -> {
                    Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
                    for (String name : frame.names()) {
                        boolean keeps = frame.overTime() && isTime(name);
                        columns.put(
                                keeps ? name : replaced(pattern, name, replacement),
                                frame.column(name));
                    }
                    return frame.with(columns);
                });
    }

    private static String replaced(Pattern pattern, String name, String replacement) {
        try {
            return pattern.matcher(name).replaceAll(replacement);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return name;
        }
    }

    /** A regular expression as scripts write it, perhaps between slashes; null when it is wrong. */
    private @Nullable Pattern compiled(String regex, String id) {
        try {
            int end = regex.lastIndexOf('/');
            return Pattern.compile(
                    regex.startsWith("/") && end > 0 ? regex.substring(1, end) : regex);
        } catch (PatternSyntaxException e) {
            leftOut.add(id + ": " + regex);
            return null;
        }
    }

    private Predicate<String> pattern(String regex, String id) {
        Pattern pattern = compiled(regex, id);
        return pattern == null ? name -> true : pattern.asPredicate();
    }

    /** Columns by their names; the times of series stay as long as a value does. */
    private List<Frame> filtered(List<Frame> frames, Json options) {
        Json include = options.at("include").orElse(null);
        Json exclude = options.at("exclude").orElse(null);
        Predicate<String> wanted = include == null ? name -> true : named(include);
        Predicate<String> unwanted = exclude == null ? name -> false : named(exclude);
        return each(
                frames,
                frame -> {
                    Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
                    for (String name : frame.names()) {
                        boolean time = frame.overTime() && isTime(name);
                        if (time || wanted.test(name) && !unwanted.test(name)) {
                            columns.put(name, frame.column(name));
                        }
                    }
                    return frame.with(columns);
                });
    }

    private Predicate<String> named(Json options) {
        List<String> names = new ArrayList<>();
        options.list("names").forEach(name -> names.add(name.text()));
        if (!options.text("variable").isEmpty()) {
            names.addAll(List.of(words.apply(options.text("variable")).split(" \\+ ")));
        }
        String regex = options.text("pattern");
        Predicate<String> fits =
                regex.isEmpty() ? name -> false : pattern(regex, "filterFieldsByName");
        return name -> names.contains(name) || fits.test(name);
    }

    private static Frame sorted(Frame frame, Json options) {
        List<Map<String, @Nullable Object>> rows = frame.allRows();
        for (Json sort : options.list("sort").reversed()) {
            String field = sort.text("field");
            Comparator<Map<String, @Nullable Object>> order =
                    Comparator.comparing(row -> row.get(field), Transformations::compare);
            rows.sort(sort.flag("desc") ? order.reversed() : order);
        }
        return frame.withRows(rows);
    }

    private static int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return Double.compare(x.doubleValue(), y.doubleValue());
        }
        return Objects.toString(a, "").compareTo(Objects.toString(b, ""));
    }

    private Frame limited(Frame frame, Json options) {
        String most = words.apply(options.text("limitField"));
        List<Map<String, @Nullable Object>> rows = frame.allRows();
        int count = most.matches("[0-9]{1,9}") ? Integer.parseInt(most) : 10;
        return frame.withRows(rows.subList(0, Math.min(count, rows.size())));
    }
}
