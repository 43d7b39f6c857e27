package dev.duru.observe;

import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Expr.Extension;
import dev.duru.tsdb.query.syntax.Expr.When;
import dev.duru.tsdb.query.syntax.Place;
import dev.duru.tsdb.query.syntax.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query's tree as Prometheus' parse_query gives it. */
final class ExprJson {
    private ExprJson() {}

    static Map<String, @Nullable Object> of(Expr expr) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        switch (expr) {
            case Expr.Number n -> {
                json.put("type", "numberLiteral");
                json.put("val", NumberText.plain(n.value()));
            }
            case Expr.Text t -> {
                json.put("type", "stringLiteral");
                json.put("val", t.value());
            }
            case Expr.Parens p -> {
                json.put("type", "parenExpr");
                json.put("expr", of(p.inner()));
            }
            case Expr.Unary u -> {
                json.put("type", "unaryExpr");
                json.put("op", u.minus() ? "-" : "+");
                json.put("expr", of(u.operand()));
            }
            case Expr.Binary b -> binary(json, b);
            case Expr.Aggregate a -> {
                Expr parameter = a.parameter();
                json.put("type", "aggregation");
                json.put("op", a.aggregation().word());
                json.put("expr", of(a.of()));
                json.put("param", parameter == null ? null : of(parameter));
                json.put("grouping", a.grouping());
                json.put("without", a.without());
            }
            case Expr.Call c -> call(json, c);
            case Expr.Selector s -> selector(json, s, "vectorSelector");
            case Expr.Range r -> {
                selector(json, r.selector(), "matrixSelector");
                json.put("range", millis(r.range()));
            }
            case Expr.Subquery s -> {
                Span step = s.step();
                json.put("type", "subquery");
                json.put("expr", of(s.of()));
                json.put("range", millis(s.range()));
                json.put("step", step == null ? 0 : millis(step));
                when(json, s.when());
            }
        }
        return json;
    }

    private static void call(Map<String, @Nullable Object> json, Expr.Call call) {
        json.put("type", "call");
        json.put(
                "func",
                Map.of(
                        "name",
                        call.function().name(),
                        "argTypes",
                        call.function().parameters().stream().map(t -> t.code()).toList(),
                        "variadic",
                        call.function().variadic(),
                        "returnType",
                        call.function().result().code()));
        List<Object> arguments = new ArrayList<>();
        call.arguments().forEach(argument -> arguments.add(of(argument)));
        json.put("args", arguments);
    }

    private static long millis(Span span) {
        return span instanceof Span.Fixed(long millis, Place _) ? millis : 0;
    }

    private static void binary(Map<String, @Nullable Object> json, Expr.Binary b) {
        json.put("type", "binaryExpr");
        json.put("op", b.operator().sign());
        json.put("lhs", of(b.left()));
        json.put("rhs", of(b.right()));
        json.put("bool", b.returnBool());
        Expr.Matching m = b.matching();
        Map<String, @Nullable Object> matching = new LinkedHashMap<>();
        if (m != null) {
            matching.put("card", m.cardinality().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            matching.put("labels", m.labels());
            matching.put("on", m.on());
            matching.put("include", m.include());
        }
        json.put("matching", m == null ? null : matching);
    }

    private static void selector(Map<String, @Nullable Object> json, Expr.Selector s, String type) {
        json.put("type", type);
        json.put("name", s.name());
        List<Object> matchers = new ArrayList<>();
        s.matchers()
                .forEach(m ->
                        matchers.add(
                                Map.of(
                                        "name", m.label(),
                                        "value", m.value(),
                                        "type", m.kind().sign())));
        json.put("matchers", matchers);
        when(json, s.when());
        json.put("anchored", s.extension() == Extension.ANCHORED);
        json.put("smoothed", s.extension() == Extension.SMOOTHED);
    }

    private static void when(Map<String, @Nullable Object> json, When when) {
        json.put("offset", millis(when.offset()));
        json.put("timestamp", when.at() instanceof Expr.At.Time(long time) ? time : null);
        json.put(
                "startOrEnd",
                when.at() instanceof Expr.At.Start
                        ? "start"
                        : when.at() instanceof Expr.At.End ? "end" : null);
    }
}
