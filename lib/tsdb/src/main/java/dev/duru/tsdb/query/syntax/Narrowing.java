package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.Matcher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Narrows queries to the series that fulfil one condition more. */
public final class Narrowing {
    private Narrowing() {}

    /**
     * The query with a condition added to each of its selectors.
     *
     * @throws QueryException when it selects series that no selector names, as {@code info} does
     */
    public static Expr of(Expr expr, Matcher also) {
        return switch (expr) {
            case Expr.Number number -> number;
            case Expr.Text text -> text;
            case Expr.Parens p -> new Expr.Parens(of(p.inner(), also), p.place());
            case Expr.Unary u -> new Expr.Unary(u.minus(), of(u.operand(), also), u.place());
            case Expr.Binary b ->
                    new Expr.Binary(
                            b.operator(),
                            of(b.left(), also),
                            of(b.right(), also),
                            b.returnBool(),
                            b.matching(),
                            b.sign());
            case Expr.Aggregate a -> {
                @Nullable Expr parameter = a.parameter();
                yield new Expr.Aggregate(
                        a.aggregation(),
                        of(a.of(), also),
                        parameter == null ? null : of(parameter, also),
                        a.grouping(),
                        a.without(),
                        a.place());
            }
            case Expr.Call call -> {
                if (call.function().name().equals("info")) {
                    throw QueryException.execution(
                            "info() selects series beyond its own, which cannot be narrowed to "
                                    + also);
                }
                yield new Expr.Call(
                        call.function(),
                        call.arguments().stream().map(each -> of(each, also)).toList(),
                        call.place());
            }
            case Expr.Selector selector -> selector(selector, also);
            case Expr.Range r -> new Expr.Range(selector(r.selector(), also), r.range(), r.place());
            case Expr.Subquery s ->
                    new Expr.Subquery(of(s.of(), also), s.range(), s.step(), s.when(), s.place());
        };
    }

    private static Expr.Selector selector(Expr.Selector s, Matcher also) {
        List<Matcher> matchers = new ArrayList<>(s.matchers());
        matchers.add(also);
        return new Expr.Selector(
                s.name(), List.copyOf(matchers), s.when(), s.extension(), s.freely(), s.place());
    }
}
