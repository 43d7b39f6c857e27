package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.query.syntax.Expr.Cardinality;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses expressions that do not fit together. */
final class Checker {
    private final TokenReader tokens;

    Checker(TokenReader tokens) {
        this.tokens = tokens;
    }

    /** The expression with its matchings settled. */
    Expr checked(Expr expr) {
        return switch (expr) {
            case Expr.Number _, Expr.Text _ -> expr;
            case Expr.Parens p -> new Expr.Parens(checked(p.inner()), p.place());
            case Expr.Unary u -> unary(u);
            case Expr.Binary b -> binary(b);
            case Expr.Aggregate a -> aggregate(a);
            case Expr.Call c -> call(c);
            case Expr.Selector s -> selector(s);
            case Expr.Range r -> {
                selector(r.selector());
                yield r;
            }
            case Expr.Subquery s -> subquery(s);
        };
    }

    private Expr unary(Expr.Unary unary) {
        Expr operand = checked(unary.operand());
        if (!isNumeric(operand)) {
            tokens.problem(
                    unary.place(),
                    "unary expression only allowed on expressions of type scalar or instant"
                            + " vector, got \""
                            + operand.type().shown()
                            + "\"");
        }
        return new Expr.Unary(unary.minus(), operand, unary.place());
    }

    private static boolean isNumeric(Expr expr) {
        return expr.type() == ValueType.SCALAR || expr.type() == ValueType.VECTOR;
    }

    private Expr subquery(Expr.Subquery subquery) {
        Expr of = checked(subquery.of());
        if (of.type() != ValueType.VECTOR) {
            tokens.problem(
                    subquery.place(),
                    "subquery is only allowed on instant vector, got "
                            + of.type().code()
                            + " instead");
        }
        return new Expr.Subquery(
                of, subquery.range(), subquery.step(), subquery.when(), subquery.place());
    }

    private Expr aggregate(Expr.Aggregate a) {
        Expr of = expect(a.of(), ValueType.VECTOR, "aggregation expression");
        Expr parameter = a.parameter();
        if (parameter != null) {
            parameter =
                    expect(
                            parameter,
                            a.aggregation() == Aggregation.COUNT_VALUES
                                    ? ValueType.STRING
                                    : ValueType.SCALAR,
                            "aggregation parameter");
        }
        return new Expr.Aggregate(
                a.aggregation(), of, parameter, a.grouping(), a.without(), a.place());
    }

    private Expr expect(Expr expr, ValueType wanted, String context) {
        Expr checked = checked(expr);
        if (checked.type() != wanted) {
            tokens.problem(
                    expr.place(),
                    "expected type "
                            + wanted.shown()
                            + " in "
                            + context
                            + ", got "
                            + checked.type().shown());
        }
        return checked;
    }

    private Expr binary(Expr.Binary b) {
        Expr left = checked(b.left());
        Expr right = checked(b.right());
        Operator operator = b.operator();
        boolean scalars = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
        Expr.Matching matching = b.matching() == null ? Expr.Matching.PLAIN : b.matching();
        if (b.returnBool() && !operator.isComparison()) {
            tokens.problem(b.sign(), "bool modifier can only be used on comparison operators");
        }
        if (operator.isComparison() && !b.returnBool() && scalars) {
            tokens.problem(b.sign(), "comparisons between scalars must use BOOL modifier");
        }
        if (operator.isSet() && matching.cardinality() == Cardinality.ONE_TO_ONE) {
            matching = matching.with(Cardinality.MANY_TO_MANY);
        }
        for (String label : matching.labels()) {
            if (matching.on() && matching.include().contains(label)) {
                tokens.problem(
                        b.sign(),
                        "label \"" + label + "\" must not occur in ON and GROUP clause at once");
            }
        }
        for (Expr side : List.of(left, right)) {
            if (!isNumeric(side)) {
                tokens.problem(
                        side.place(),
                        "binary expression must contain only scalar and instant vector types");
            }
        }
        Expr.Matching settled = matching(b, matching, left, right);
        if (operator.isSet()
                && (left.type() == ValueType.SCALAR || right.type() == ValueType.SCALAR)) {
            tokens.problem(
                    b.place(),
                    "set operator \""
                            + operator.sign()
                            + "\" not allowed in binary scalar expression");
        }
        return new Expr.Binary(operator, left, right, b.returnBool(), settled, b.sign());
    }

    private Expr.@Nullable Matching matching(
            Expr.Binary b, Expr.Matching matching, Expr left, Expr right) {
        if (left.type() != ValueType.VECTOR || right.type() != ValueType.VECTOR) {
            if (!matching.labels().isEmpty()) {
                tokens.problem(b.place(), "vector matching only allowed between instant vectors");
            }
            if (matching.fills()) {
                tokens.problem(
                        b.place(),
                        "filling in missing series only allowed between instant vectors");
            }
            return null;
        }
        if (b.operator().isSet()) {
            if (matching.cardinality() != Cardinality.MANY_TO_MANY) {
                tokens.problem(
                        b.place(),
                        "no grouping allowed for \"" + b.operator().sign() + "\" operation");
            }
            if (matching.fills()) {
                tokens.problem(
                        b.place(), "filling in missing series not allowed for set operators");
            }
        }
        return matching;
    }

    private Expr call(Expr.Call call) {
        Function function = call.function();
        count(call);
        List<Expr> arguments = new ArrayList<>(call.arguments());
        if (function.name().equals("info") && arguments.size() > 1) {
            infoSelector(call, arguments);
        }
        List<ValueType> parameters = function.parameters();
        for (int i = 0; i < arguments.size(); i++) {
            if (i >= parameters.size() && function.variadic() == 0) {
                break;
            }
            ValueType wanted = parameters.get(Math.min(i, parameters.size() - 1));
            Expr checked = checked(arguments.get(i));
            if (checked.type() != wanted) {
                tokens.problem(
                        arguments.get(i).place(),
                        "expected type %s in call to function \"%s\", got %s"
                                .formatted(
                                        wanted.shown(), function.name(), checked.type().shown()));
            }
            arguments.set(i, checked);
        }
        return new Expr.Call(function, List.copyOf(arguments), call.place());
    }

    private void count(Expr.Call call) {
        Function function = call.function();
        int wanted = function.parameters().size();
        int given = call.arguments().size();
        String bound = "";
        int number = wanted;
        if (function.variadic() == 0) {
            bound = given == wanted ? bound : " ";
        } else if (given < wanted - 1) {
            bound = " at least ";
            number = wanted - 1;
        } else if (function.variadic() > 0 && given > wanted - 1 + function.variadic()) {
            bound = " at most ";
            number = wanted - 1 + function.variadic();
        }
        if (!bound.isEmpty()) {
            tokens.problem(
                    call.place(),
                    "expected%s%d argument(s) in call to \"%s\", got %d"
                            .formatted(bound, number, function.name(), given));
        }
    }

    /** The second argument of info() only has conditions on labels, and may have none. */
    private void infoSelector(Expr.Call call, List<Expr> arguments) {
        Expr second = arguments.get(1);
        if (second.type() != ValueType.VECTOR) {
            tokens.problem(
                    call.place(),
                    "expected type instant vector in call to function \"info\", got "
                            + second.type().shown());
        }
        if (!(second instanceof Expr.Selector selector)) {
            tokens.problem(second.place(), "expected label selectors only");
        } else if (!selector.name().isEmpty()) {
            tokens.problem(
                    second.place(), "expected label selectors only, got vector selector instead");
        } else {
            arguments.set(
                    1,
                    new Expr.Selector(
                            "",
                            selector.matchers(),
                            selector.when(),
                            selector.extension(),
                            true,
                            selector.place()));
        }
    }

    private Expr selector(Expr.Selector selector) {
        List<Matcher> matchers = selector.matchers();
        if (!selector.name().isEmpty()) {
            for (Matcher matcher : matchers.subList(0, matchers.size() - 1)) {
                if (matcher.label().equals(Labels.NAME)) {
                    tokens.problem(
                            selector.place(),
                            "metric name must not be set twice: \"%s\" or \"%s\""
                                    .formatted(selector.name(), matcher.value()));
                }
            }
        } else if (!selector.freely() && matchers.stream().allMatch(m -> m.test(""))) {
            tokens.problem(
                    selector.place(),
                    "vector selector must contain at least one non-empty matcher");
        }
        return selector;
    }
}
