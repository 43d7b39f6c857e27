package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Expr.When;
import dev.duru.tsdb.query.syntax.Operator;
import dev.duru.tsdb.query.syntax.QueryException;
import dev.duru.tsdb.query.syntax.Span;
import dev.duru.tsdb.query.syntax.Span.Term;
import dev.duru.tsdb.query.syntax.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Settles what is the same for a whole query. */
final class Planner {
    /** Functions whose result may change with the time of the step alone. */
    private static final Set<String> BY_TIME =
            Set.of(
                    "days_in_month",
                    "day_of_month",
                    "day_of_week",
                    "day_of_year",
                    "hour",
                    "minute",
                    "month",
                    "year",
                    "predict_linear",
                    "time",
                    "timestamp",
                    "start_timestamp");

    private final long start;
    private final long end;
    private final long step;

    /**
     * What is to be evaluated.
     *
     * @param once parts that give the same at each step
     * @param countsOnly selectors whose histograms need no buckets
     */
    record Plan(Expr root, Set<Expr> once, Set<Expr> countsOnly) {}

    /** For a query; the step is 0 when there is only one moment. */
    Planner(long start, long end, long step) {
        this.start = start;
        this.end = end;
        this.step = step;
    }

    Plan plan(Expr checked) {
        Expr root = settled(checked);
        Set<Expr> once = Collections.newSetFromMap(new IdentityHashMap<>());
        mark(root, once);
        Set<Expr> countsOnly = Collections.newSetFromMap(new IdentityHashMap<>());
        counts(root, false, countsOnly);
        return new Plan(root, once, countsOnly);
    }

    private Expr settled(Expr expr) {
        return switch (expr) {
            case Expr.Number _, Expr.Text _ -> expr;
            case Expr.Parens p -> new Expr.Parens(settled(p.inner()), p.place());
            case Expr.Unary u -> new Expr.Unary(u.minus(), settled(u.operand()), u.place());
            case Expr.Binary b ->
                    new Expr.Binary(
                            b.operator(),
                            settled(b.left()),
                            settled(b.right()),
                            b.returnBool(),
                            b.matching(),
                            b.sign());
            case Expr.Aggregate a ->
                    new Expr.Aggregate(
                            a.aggregation(),
                            settled(bare(a.of())),
                            a.parameter() == null ? null : settled(bare(a.parameter())),
                            a.grouping(),
                            a.without(),
                            a.place());
            case Expr.Call c -> call(c);
            case Expr.Selector s -> s.with(settled(s.when()));
            case Expr.Range r ->
                    new Expr.Range(
                            r.selector().with(settled(r.selector().when())),
                            positive(r.range()),
                            r.place());
            case Expr.Subquery s -> {
                Span subStep = s.step();
                yield new Expr.Subquery(
                        settled(s.of()),
                        positive(s.range()),
                        subStep == null ? null : positive(subStep),
                        settled(s.when()),
                        s.place());
            }
        };
    }

    private static Expr bare(Expr expr) {
        return expr instanceof Expr.Parens parens ? bare(parens.inner()) : expr;
    }

    private Expr call(Expr.Call call) {
        double value =
                switch (call.function().name()) {
                    case "start" -> start / 1000.0;
                    case "end" -> end / 1000.0;
                    case "range" -> (end - start) / 1000.0;
                    case "step" -> start == end ? 0 : step / 1000.0;
                    default -> Double.NaN;
                };
        if (!Double.isNaN(value)) {
            return new Expr.Number(value, false, call.place());
        }
        List<Expr> arguments = new ArrayList<>();
        call.arguments().forEach(a -> arguments.add(settled(bare(a))));
        return new Expr.Call(call.function(), arguments, call.place());
    }

    private When settled(When when) {
        Expr.At at =
                switch (when.at()) {
                    case null -> null;
                    case Expr.At.Time time -> time;
                    case Expr.At.Start _ -> new Expr.At.Time(start);
                    case Expr.At.End _ -> new Expr.At.Time(end);
                };
        return new When(reckoned(when.offset(), true), at);
    }

    private Span positive(Span span) {
        return reckoned(span, false);
    }

    private Span reckoned(Span span, boolean negative) {
        if (!(span instanceof Span.Reckoned(Term term, var place))) {
            return span;
        }
        double seconds = value(term);
        String problem = "";
        if (!Double.isFinite(seconds)) {
            problem = "duration is NaN or infinite";
        } else if (seconds <= 0 && !negative) {
            problem = "duration must be greater than 0";
        } else if (Math.abs(seconds) > Long.MAX_VALUE / 1e9) {
            problem = "duration is out of range";
        }
        if (!problem.isEmpty()) {
            throw wrong(term, problem);
        }
        return new Span.Fixed((long) (seconds * 1000), place);
    }

    private static QueryException wrong(Term term, String problem) {
        return QueryException.execution(
                term.place().start() + ":" + term.place().end() + ": " + problem);
    }

    private double value(Term term) {
        return switch (term) {
            case Term.Value(Expr.Number number) -> number.value();
            case Term.Step _ -> step / 1000.0;
            case Term.QueryRange _ -> (end - start) / 1000.0;
            case Term.Reckoning r -> {
                Term first = r.left();
                double left = first == null ? 0 : value(first);
                double right = value(r.right());
                yield switch (r.sign()) {
                    case ADD -> left + right;
                    case SUB -> left - right;
                    case MUL -> left * right;
                    case DIV -> {
                        if (right == 0) {
                            throw wrong(r, "division by zero");
                        }
                        yield left / right;
                    }
                    case MOD -> {
                        if (right == 0) {
                            throw wrong(r, "modulo by zero");
                        }
                        yield left % right;
                    }
                    case POW -> Math.pow(left, right);
                    case MIN_OF -> Math.min(left, right);
                    case MAX_OF -> Math.max(left, right);
                };
            }
        };
    }

    /** Marks the largest parts that give the same at each step. */
    private static void mark(Expr expr, Set<Expr> once) {
        boolean leaf = expr instanceof Expr.Number || expr instanceof Expr.Text;
        boolean gives = expr.type() == ValueType.VECTOR || expr.type() == ValueType.SCALAR;
        if (!leaf && gives && isSame(expr)) {
            once.add(expr);
            return;
        }
        if (!(expr instanceof Expr.Range)) {
            expr.children().forEach(child -> mark(child, once));
        }
    }

    private static boolean isSame(Expr expr) {
        return switch (expr) {
            case Expr.Number _, Expr.Text _ -> true;
            case Expr.Selector s -> s.when().at() != null || s.freely();
            case Expr.Range r -> r.selector().when().at() != null;
            case Expr.Subquery s -> s.when().at() != null;
            case Expr.Call c -> {
                boolean all = c.arguments().stream().allMatch(Planner::isSame);
                boolean ofSelector =
                        c.function().name().equals("timestamp")
                                && c.arguments().getFirst() instanceof Expr.Selector;
                yield all && (ofSelector || !BY_TIME.contains(c.function().name()));
            }
            case Expr.Parens _, Expr.Unary _, Expr.Binary _, Expr.Aggregate _ ->
                    expr.children().stream().allMatch(Planner::isSame);
        };
    }

    /** Finds selectors under functions that ask histograms for number and sum alone. */
    private static void counts(Expr expr, boolean counted, Set<Expr> found) {
        boolean now = counted;
        switch (expr) {
            case Expr.Subquery _ -> {
                return;
            }
            case Expr.Selector s -> {
                if (counted) {
                    found.add(s);
                }
                return;
            }
            case Expr.Binary b -> {
                if (b.operator() == Operator.TRIM_LOWER || b.operator() == Operator.TRIM_UPPER) {
                    return;
                }
            }
            case Expr.Call c -> {
                switch (c.function().name()) {
                    case "histogram_count", "histogram_sum", "histogram_avg" -> now = true;
                    case "histogram_quantile", "histogram_quantiles", "histogram_fraction" -> {
                        return;
                    }
                    default -> now = counted;
                }
            }
            case Expr.Number _, Expr.Text _, Expr.Parens _, Expr.Unary _ -> now = counted;
            case Expr.Aggregate _, Expr.Range _ -> now = counted;
        }
        for (Expr child : expr.children()) {
            counts(child, now, found);
        }
    }
}
