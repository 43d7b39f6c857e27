package dev.duru.observe.logs.loki;

import com.google.re2j.Pattern;
import dev.duru.kernel.ProblemException;
import dev.duru.logs.LogsException;
import dev.duru.logs.Origin;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.query.Quantity;
import dev.duru.logs.query.Regex;
import dev.duru.logs.store.LogStore;
import dev.duru.observe.logs.LogProblems;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads LogQL: a selection of lines, or a metric over one. Errors name the column, from 1. */
final class LogQl {
    private static final List<String> RANGES =
            List.of("count_over_time", "rate", "bytes_over_time", "bytes_rate");
    private static final List<String> AGGREGATIONS = List.of("sum", "avg", "min", "max", "count");

    private final String text;
    private int at;

    private LogQl(String text) {
        this.text = text;
    }

    /** What a query is. */
    sealed interface Query {}

    /**
     * Lines.
     *
     * @param origins of those that may have said them
     * @param labels the names by which they are selected
     * @param expr what the lines must be like besides
     * @param parsed whether fields within the lines become labels
     */
    record Selection(Predicate<Origin> origins, List<String> labels, LogExpr expr, boolean parsed)
            implements Query {
        /** What lines of a store must be like, the origins included. */
        LogExpr expr(LogStore store) {
            Set<String> keys =
                    store.origins().stream()
                            .filter(origins)
                            .map(Origin::key)
                            .collect(Collectors.toSet());
            return LogExpr.all(List.of(new LogExpr.SaidBy(keys), expr));
        }
    }

    /**
     * A number of lines or bytes over time.
     *
     * @param function such as rate
     * @param aggregation empty for none
     * @param by whether the labels stay, or all others
     */
    record Metric(
            Selection lines,
            String function,
            double rangeSeconds,
            String aggregation,
            boolean by,
            List<String> labels)
            implements Query {}

    static Query parse(String text) {
        LogQl parser = new LogQl(text);
        try {
            Query query = parser.query();
            parser.blanks();
            if (parser.at < text.length()) {
                throw parser.wrong("'" + text.substring(parser.at) + "' is not understood here");
            }
            return query;
        } catch (LogsException e) {
            throw LogProblems.of(e);
        }
    }

    /** A query that must select lines. */
    static Selection selection(String text) {
        if (!(parse(text) instanceof Selection selection)) {
            throw ProblemException.user(
                    "'" + text + "' is not a selector such as {source=\"app\"}");
        }
        return selection;
    }

    private ProblemException wrong(String why) {
        return ProblemException.user("parse error at line 1, col " + (at + 1) + ": " + why);
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean take(String token) {
        blanks();
        if (text.startsWith(token, at)) {
            at += token.length();
            return true;
        }
        return false;
    }

    private void need(String token) {
        if (!take(token)) {
            throw wrong("'" + token + "' is missing here");
        }
    }

    private String name() {
        blanks();
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at))
                        || "_.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (at == start) {
            throw wrong("a name is missing here");
        }
        return text.substring(start, at);
    }

    private Query query() {
        blanks();
        if (text.startsWith("{", at)) {
            return selection();
        }
        int start = at;
        String name = name();
        if (RANGES.contains(name)) {
            return range(name, "", false, List.of());
        }
        if (!AGGREGATIONS.contains(name)) {
            at = start;
            throw wrong("'" + name + "' is none of " + RANGES + " and " + AGGREGATIONS);
        }
        boolean by = false;
        List<String> labels = List.of();
        blanks();
        if (text.startsWith("by", at) || text.startsWith("without", at)) {
            by = name().equals("by");
            labels = labels();
        } else {
            by = true;
        }
        need("(");
        Metric inner = range(name(), name, by, labels);
        need(")");
        blanks();
        if (text.startsWith("by", at) || text.startsWith("without", at)) {
            by = name().equals("by");
            return new Metric(
                    inner.lines(), inner.function(), inner.rangeSeconds(), name, by, labels());
        }
        return inner;
    }

    private List<String> labels() {
        need("(");
        List<String> labels = new ArrayList<>();
        while (!take(")")) {
            labels.add(name());
            take(",");
        }
        return labels;
    }

    private Metric range(String function, String aggregation, boolean by, List<String> labels) {
        if (!RANGES.contains(function)) {
            throw wrong("'" + function + "' is none of " + RANGES);
        }
        need("(");
        Selection lines = selection();
        need("[");
        int end = text.indexOf(']', at);
        OptionalDouble seconds =
                end < 0 ? OptionalDouble.empty() : Quantity.parse(text.substring(at, end).strip());
        if (seconds.isEmpty() || seconds.getAsDouble() <= 0) {
            throw wrong("a range such as [5m] is missing here");
        }
        at = end + 1;
        need(")");
        return new Metric(lines, function, seconds.getAsDouble(), aggregation, by, labels);
    }

    private Selection selection() {
        need("{");
        Predicate<Origin> origins = origin -> true;
        List<String> labels = new ArrayList<>();
        while (!take("}")) {
            String label = name();
            labels.add(label);
            origins = origins.and(matcher(label));
            take(",");
        }
        List<LogExpr> all = new ArrayList<>();
        boolean parsed = false;
        while (true) {
            if (take("|=")) {
                all.add(new LogExpr.Contains(string()));
            } else if (take("!=")) {
                all.add(new LogExpr.Not(new LogExpr.Contains(string())));
            } else if (take("|~")) {
                all.add(new LogExpr.Matches(regex()));
            } else if (take("!~")) {
                all.add(new LogExpr.Not(new LogExpr.Matches(regex())));
            } else if (take("|")) {
                int start = at;
                String stage = name();
                if (stage.equals("json") || stage.equals("logfmt")) {
                    parsed = true;
                } else {
                    at = start;
                    all.add(filters());
                }
            } else {
                break;
            }
        }
        return new Selection(origins, labels, LogExpr.all(all), parsed);
    }

    private Pattern regex() {
        int start = at;
        return Regex.compile(string(), false, "parse error at line 1, col " + (start + 1));
    }

    private Predicate<Origin> matcher(String label) {
        if (take("=~")) {
            Pattern pattern = regex();
            return origin -> pattern.matcher(origin.label(label)).matches();
        }
        if (take("!~")) {
            Pattern pattern = regex();
            return origin -> !pattern.matcher(origin.label(label)).matches();
        }
        boolean not = take("!=");
        if (!not) {
            need("=");
        }
        String value = string();
        return origin -> origin.label(label).equals(value) != not;
    }

    private String string() {
        blanks();
        if (at >= text.length() || "\"`".indexOf(text.charAt(at)) < 0) {
            throw wrong("a text in quotation marks is missing here");
        }
        char quote = text.charAt(at);
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != quote; at++) {
            if (quote == '"' && text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
                char c = text.charAt(at);
                value.append(c == 'n' ? '\n' : c == 't' ? '\t' : c);
            } else {
                value.append(text.charAt(at));
            }
        }
        if (at >= text.length()) {
            throw wrong("this text has no end; add a " + quote);
        }
        at++;
        return value.toString();
    }

    private LogExpr filters() {
        List<LogExpr> any = new ArrayList<>();
        List<LogExpr> all = new ArrayList<>();
        all.add(filter());
        while (true) {
            if (take("and ") || take(",")) {
                all.add(filter());
            } else if (take("or ")) {
                any.add(LogExpr.all(all));
                all = new ArrayList<>(List.of(filter()));
            } else {
                break;
            }
        }
        any.add(LogExpr.all(all));
        return any.size() == 1 ? any.getFirst() : new LogExpr.Or(any);
    }

    private LogExpr filter() {
        blanks();
        int start = at;
        String label = name();
        for (String op : List.of("=~", "!~", "==", "!=", ">=", "<=", ">", "<", "=")) {
            if (take(op)) {
                blanks();
                boolean quoted = at < text.length() && "\"`".indexOf(text.charAt(at)) >= 0;
                return quoted ? texts(label, op) : numbers(label, op);
            }
        }
        at = start;
        throw wrong("'" + label + "' is neither json nor logfmt, and nothing is compared with it");
    }

    private LogExpr texts(String label, String op) {
        return switch (op) {
            case "=~", "!~" -> {
                Pattern pattern = regex();
                LogExpr fits = either(label, name -> new LogExpr.FieldMatches(name, pattern, true));
                yield op.equals("=~") ? fits : new LogExpr.Not(fits);
            }
            case "=", "==", "!=" -> {
                String value = string();
                Pattern exact = Pattern.compile(Pattern.quote(value));
                LogExpr is =
                        either(
                                label,
                                name ->
                                        new LogExpr.And(
                                                List.of(
                                                        new LogExpr.FieldIs(name, value),
                                                        new LogExpr.FieldMatches(
                                                                name, exact, true))));
                yield op.equals("!=") ? new LogExpr.Not(is) : is;
            }
            default -> throw wrong("a text is not compared by " + op);
        };
    }

    /** A field by its own name, or with points where Loki has underscores. */
    private static LogExpr either(String label, Function<String, LogExpr> of) {
        LogExpr plain = of.apply(label);
        return label.indexOf('_') < 0
                ? plain
                : new LogExpr.Or(List.of(plain, of.apply(label.replace('_', '.'))));
    }

    private LogExpr numbers(String label, String op) {
        int start = at;
        while (at < text.length() && " |,)[]".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        OptionalDouble number = Quantity.parse(text.substring(start, at));
        if (number.isEmpty()) {
            at = start;
            throw wrong(
                    "a number such as 500 or 250ms, or a text in quotation marks, is missing here");
        }
        double n = number.getAsDouble();
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        return switch (op) {
            case ">" -> either(label, f -> new LogExpr.FieldWithin(f, n, false, high, true));
            case ">=" -> either(label, f -> new LogExpr.FieldWithin(f, n, true, high, true));
            case "<" -> either(label, f -> new LogExpr.FieldWithin(f, low, true, n, false));
            case "<=" -> either(label, f -> new LogExpr.FieldWithin(f, low, true, n, true));
            case "!=" ->
                    new LogExpr.Not(
                            either(label, f -> new LogExpr.FieldWithin(f, n, true, n, true)));
            default -> either(label, f -> new LogExpr.FieldWithin(f, n, true, n, true));
        };
    }
}
