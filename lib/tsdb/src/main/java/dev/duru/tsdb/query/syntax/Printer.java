package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Expr.Cardinality;
import dev.duru.tsdb.query.syntax.Expr.Extension;
import dev.duru.tsdb.query.syntax.Expr.When;
import dev.duru.tsdb.query.syntax.Span.Sign;
import dev.duru.tsdb.query.syntax.Span.Term;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a tree as a query: on one line, or broken where it gets long. */
public final class Printer {
    private static final int WIDTH = 100;
    private static final Pattern PLAIN_LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private Printer() {}

    /** On one line. */
    public static String line(Expr expr) {
        return switch (expr) {
            case Expr.Number n -> number(n);
            case Expr.Text t -> NumberText.quoted(t.value());
            case Expr.Parens p -> "(" + line(p.inner()) + ")";
            case Expr.Unary u -> (u.minus() ? "-" : "+") + line(u.operand());
            case Expr.Binary b -> line(b.left()) + " " + operator(b) + " " + line(b.right());
            case Expr.Aggregate a ->
                    aggregation(a)
                            + "("
                            + (a.parameter() == null ? "" : line(a.parameter()) + ", ")
                            + line(a.of())
                            + ")";
            case Expr.Call c ->
                    c.function().name()
                            + "("
                            + c.arguments().stream()
                                    .map(Printer::line)
                                    .collect(Collectors.joining(", "))
                            + ")";
            case Expr.Selector s -> selector(s) + at(s.when()) + extension(s) + offset(s.when());
            case Expr.Range r ->
                    selector(r.selector())
                            + "["
                            + span(r.range())
                            + "]"
                            + extension(r.selector())
                            + at(r.selector().when())
                            + offset(r.selector().when());
            case Expr.Subquery s -> line(s.of()) + suffix(s);
        };
    }

    /** Broken into lines where it gets longer than 100 characters. */
    public static String pretty(Expr expr) {
        return pretty(expr, 0);
    }

    private static String pretty(Expr expr, int level) {
        String indent = "  ".repeat(level);
        String line = line(expr);
        if (expr instanceof Expr.Unary u) {
            return indent + (u.minus() ? "-" : "+") + pretty(u.operand(), level).strip();
        }
        if (line.length() <= WIDTH) {
            return (expr instanceof Expr.Subquery ? "" : indent) + line;
        }
        return switch (expr) {
            case Expr.Parens p ->
                    indent + "(\n" + pretty(p.inner(), level + 1) + "\n" + indent + ")";
            case Expr.Binary b ->
                    pretty(b.left(), level + 1)
                            + "\n"
                            + indent
                            + operator(b)
                            + "\n"
                            + pretty(b.right(), level + 1);
            case Expr.Aggregate a ->
                    indent
                            + aggregation(a)
                            + "(\n"
                            + (a.parameter() == null
                                    ? ""
                                    : pretty(a.parameter(), level + 1) + ",\n")
                            + pretty(a.of(), level + 1)
                            + "\n"
                            + indent
                            + ")";
            case Expr.Call c ->
                    indent
                            + c.function().name()
                            + "(\n"
                            + c.arguments().stream()
                                    .map(a -> pretty(a, level + 1))
                                    .collect(Collectors.joining(",\n"))
                            + "\n"
                            + indent
                            + ")";
            case Expr.Subquery s -> pretty(s.of(), level) + suffix(s);
            case Expr.Number _, Expr.Text _, Expr.Unary _ -> indent + line;
            case Expr.Selector _, Expr.Range _ -> indent + line;
        };
    }

    private static String number(Expr.Number n) {
        if (!n.isDuration()) {
            return NumberText.plain(n.value());
        }
        return NumberText.duration(Math.round(n.value() * 1000));
    }

    private static String labels(List<String> labels) {
        return "(" + labels.stream().map(Printer::label).collect(Collectors.joining(", ")) + ")";
    }

    private static String label(String name) {
        return PLAIN_LABEL.matcher(name).matches() ? name : NumberText.quoted(name);
    }

    private static String aggregation(Expr.Aggregate a) {
        String word = a.aggregation().word();
        if (a.without()) {
            return word + " without " + labels(a.grouping()) + " ";
        }
        return a.grouping().isEmpty() ? word : word + " by " + labels(a.grouping()) + " ";
    }

    private static String operator(Expr.Binary b) {
        StringBuilder out = new StringBuilder(b.operator().sign());
        out.append(b.returnBool() ? " bool" : "");
        Expr.Matching m = b.matching();
        if (m == null) {
            return out.toString();
        }
        boolean grouped =
                m.cardinality() == Cardinality.MANY_TO_ONE
                        || m.cardinality() == Cardinality.ONE_TO_MANY;
        if (!m.labels().isEmpty() || m.on() || grouped) {
            out.append(m.on() ? " on " : " ignoring ").append(labels(m.labels()));
        }
        if (grouped) {
            out.append(
                            m.cardinality() == Cardinality.MANY_TO_ONE
                                    ? " group_left "
                                    : " group_right ")
                    .append(labels(m.include()));
        }
        if (m.fillLeft().isPresent() && m.fillLeft().equals(m.fillRight())) {
            fill(out, "fill", m.fillLeft());
        } else {
            fill(out, "fill_left", m.fillLeft());
            fill(out, "fill_right", m.fillRight());
        }
        return out.toString();
    }

    private static void fill(StringBuilder out, String word, Optional<Double> value) {
        value.ifPresent(v ->
                out.append(' ')
                        .append(word)
                        .append(" (")
                        .append(NumberText.general(v))
                        .append(')'));
    }

    private static String selector(Expr.Selector s) {
        String conditions =
                s.matchers().stream()
                        .filter(m ->
                                !(m.label().equals(Labels.NAME)
                                        && m.kind() == Matcher.Kind.EQUAL
                                        && m.value().equals(s.name())
                                        && !s.name().isEmpty()))
                        .map(m -> label(m.label()) + m.kind().sign() + NumberText.quoted(m.value()))
                        .sorted()
                        .collect(Collectors.joining(","));
        return conditions.isEmpty() && !s.name().isEmpty()
                ? s.name()
                : s.name() + "{" + conditions + "}";
    }

    private static String extension(Expr.Selector s) {
        return s.extension() == Extension.NONE
                ? ""
                : " " + s.extension().name().toLowerCase(Locale.ROOT);
    }

    private static String at(When when) {
        return switch (when.at()) {
            case null -> "";
            case Expr.At.Start _ -> " @ start()";
            case Expr.At.End _ -> " @ end()";
            case Expr.At.Time(long millis) ->
                    " @ " + String.format(Locale.ROOT, "%.3f", millis / 1000.0);
        };
    }

    private static String offset(When when) {
        return when.offset().isZero() ? "" : " offset " + span(when.offset());
    }

    private static String suffix(Expr.Subquery s) {
        return "["
                + span(s.range())
                + ":"
                + (s.step() == null ? "" : span(s.step()))
                + "]"
                + at(s.when())
                + offset(s.when());
    }

    private static String span(Span span) {
        return switch (span) {
            case Span.Fixed(long millis, Place _) -> NumberText.duration(millis);
            case Span.Reckoned(Term term, Place _) -> term(term);
        };
    }

    private static String term(Term term) {
        return switch (term) {
            case Term.Value(Expr.Number number) -> number(number);
            case Term.Step _ -> "step()";
            case Term.QueryRange _ -> "range()";
            case Term.Reckoning r -> r.wrapped() ? "(" + reckoning(r) + ")" : reckoning(r);
        };
    }

    private static String reckoning(Term.Reckoning r) {
        if (r.sign() == Sign.MIN_OF || r.sign() == Sign.MAX_OF) {
            return r.sign().text()
                    + "("
                    + (r.left() == null ? "" : term(r.left()))
                    + ", "
                    + term(r.right())
                    + ")";
        }
        if (r.left() == null) {
            return (r.sign() == Sign.SUB ? "-" : "") + term(r.right());
        }
        return term(r.left()) + " " + r.sign().text() + " " + term(r.right());
    }
}
