package dev.duru.tsdb.conformance;

import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Expr.At;
import dev.duru.tsdb.query.syntax.Expr.When;
import dev.duru.tsdb.query.syntax.Printer;
import dev.duru.tsdb.query.syntax.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The same query with every selector fixed to its time, to be asked at other times. */
final class FixedTimes {
    private static final Set<String> BY_TIME =
            Set.of(
                    "days_in_month",
                    "day_of_month",
                    "day_of_week",
                    "day_of_year",
                    "end",
                    "hour",
                    "minute",
                    "month",
                    "year",
                    "predict_linear",
                    "range",
                    "start",
                    "step",
                    "time",
                    "timestamp");

    record Case(String query, long time) {}

    private FixedTimes() {}

    static List<Case> of(String query, long time) {
        Expr expr;
        try {
            expr = QueryEngine.parse(query);
        } catch (QueryException e) {
            return List.of();
        }
        if (changes(expr)) {
            return List.of();
        }
        String fixed = Printer.line(fixed(expr, time));
        long[] times =
                time == 0
                        ? new long[] {-1000, 0, 1000}
                        : new long[] {-10 * time, 0, time / 5, time, 10 * time};
        List<Case> cases = new ArrayList<>();
        for (long at : times) {
            cases.add(new Case(fixed, at));
        }
        return cases;
    }

    private static boolean changes(Expr expr) {
        return expr instanceof Expr.Call call && BY_TIME.contains(call.function().name())
                || expr.children().stream().anyMatch(FixedTimes::changes);
    }

    private static When at(When when, long time) {
        return when.at() == null ? when.at(new At.Time(time)) : when;
    }

    private static Expr fixed(Expr expr, long time) {
        return switch (expr) {
            case Expr.Number _, Expr.Text _ -> expr;
            case Expr.Parens p -> new Expr.Parens(fixed(p.inner(), time), p.place());
            case Expr.Unary u -> new Expr.Unary(u.minus(), fixed(u.operand(), time), u.place());
            case Expr.Binary b ->
                    new Expr.Binary(
                            b.operator(),
                            fixed(b.left(), time),
                            fixed(b.right(), time),
                            b.returnBool(),
                            b.matching(),
                            b.sign());
            case Expr.Aggregate a ->
                    new Expr.Aggregate(
                            a.aggregation(),
                            fixed(a.of(), time),
                            a.parameter() == null ? null : fixed(a.parameter(), time),
                            a.grouping(),
                            a.without(),
                            a.place());
            case Expr.Call c ->
                    new Expr.Call(
                            c.function(),
                            c.arguments().stream().map(a -> fixed(a, time)).toList(),
                            c.place());
            case Expr.Selector s -> s.with(at(s.when(), time));
            case Expr.Range r ->
                    new Expr.Range(
                            r.selector().with(at(r.selector().when(), time)), r.range(), r.place());
            // What is inside a subquery with a fixed time stays as it is.
            case Expr.Subquery s ->
                    new Expr.Subquery(s.of(), s.range(), s.step(), at(s.when(), time), s.place());
        };
    }
}
