package dev.duru.dialects.github.expr;

import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.RunStatus;
import dev.duru.dialects.value.Value;
import java.util.ArrayList;
import java.util.List;

/** Evaluates parsed expressions. A context that the caller does not give is nothing. */
public final class GhaEvaluator {
    private final Contexts contexts;

    private GhaEvaluator(Contexts contexts) {
        this.contexts = contexts;
    }

    /**
     * The value of {@code ast}.
     *
     * @throws ExpressionException if a function refuses its arguments
     */
    public static Value evaluate(Ast ast, Contexts contexts) {
        return plain(new GhaEvaluator(contexts).eval(ast));
    }

    /** What a filter gives is in itself a list, but what follows applies to each of its items. */
    private record Result(Value value, boolean filtered) {}

    private static Value plain(Result result) {
        return result.value();
    }

    private Value value(Ast ast) {
        return plain(eval(ast));
    }

    private Result eval(Ast ast) {
        return switch (ast) {
            case Ast.Star(Ast target, _) -> star(eval(target));
            case Ast.Property(Ast target, String name, _) -> index(eval(target), Value.of(name));
            case Ast.Index(Ast target, Ast key, _) -> index(eval(target), value(key));
            case Ast.Literal(Value value, _) -> new Result(value, false);
            case Ast.Name(String name, _) -> new Result(contexts.roots().at(name), false);
            case Ast.Not(Ast operand, _) ->
                    new Result(Value.of(!Coercion.truthy(value(operand))), false);
            case Ast.Compare compare -> new Result(Value.of(compare(compare)), false);
            case Ast.Logical logical -> new Result(logical(logical), false);
            case Ast.Call call -> new Result(call(call), false);
        };
    }

    private Value logical(Ast.Logical logical) {
        Value value = Value.nothing();
        for (Ast operand : logical.operands()) {
            value = value(operand);
            if (Coercion.truthy(value) != logical.and()) {
                return value;
            }
        }
        return value;
    }

    private boolean compare(Ast.Compare compare) {
        Value left = value(compare.left());
        Value right = value(compare.right());
        return switch (compare.operator()) {
            case EQUAL -> Coercion.same(left, right);
            case NOT_EQUAL -> !Coercion.same(left, right);
            case LESS -> Coercion.less(left, right);
            case LESS_OR_EQUAL -> Coercion.same(left, right) || Coercion.less(left, right);
            case GREATER -> Coercion.less(right, left);
            case GREATER_OR_EQUAL -> Coercion.same(left, right) || Coercion.less(right, left);
        };
    }

    private static Result star(Result target) {
        List<Value> items = new ArrayList<>();
        if (target.filtered()) {
            for (Value item : ((Value.Arr) target.value()).items()) {
                items.addAll(children(item));
            }
        } else {
            items.addAll(children(target.value()));
        }
        return new Result(new Value.Arr(items), true);
    }

    private static List<Value> children(Value value) {
        return switch (value) {
            case Value.Arr(List<Value> items) -> items;
            case Obj object -> object.values();
            case Value.Null _, Value.Bool _, Value.Num _, Value.Str _ -> List.of();
        };
    }

    private static Result index(Result target, Value key) {
        if (!target.filtered()) {
            List<Value> found = at(target.value(), key);
            return new Result(found.isEmpty() ? Value.nothing() : found.getFirst(), false);
        }
        List<Value> items = new ArrayList<>();
        for (Value item : ((Value.Arr) target.value()).items()) {
            items.addAll(at(item, key));
        }
        return new Result(new Value.Arr(items), true);
    }

    /** The one value at {@code key}, or none. */
    private static List<Value> at(Value target, Value key) {
        if (!Coercion.isPrimitive(key)) {
            return List.of();
        }
        return switch (target) {
            case Obj object -> {
                String name = Coercion.text(key);
                yield object.has(name) ? List.of(object.at(name)) : List.of();
            }
            case Value.Arr(List<Value> items) -> {
                double index = Math.floor(Coercion.number(key));
                yield index >= 0 && index < items.size()
                        ? List.of(items.get((int) index))
                        : List.of();
            }
            case Value.Null _, Value.Bool _, Value.Num _, Value.Str _ -> List.of();
        };
    }

    private Value call(Ast.Call call) {
        List<Ast> arguments = call.arguments();
        RunStatus status = contexts.status();
        return switch (call.function()) {
            case CONTAINS -> Functions.contains(value(arguments.get(0)), value(arguments.get(1)));
            case STARTS_WITH ->
                    Functions.startsWith(value(arguments.get(0)), value(arguments.get(1)));
            case ENDS_WITH -> Functions.endsWith(value(arguments.get(0)), value(arguments.get(1)));
            case FORMAT -> Functions.format(arguments.stream().map(this::value).toList());
            case JOIN -> Functions.join(arguments.stream().map(this::value).toList());
            case TO_JSON -> Functions.toJson(value(arguments.getFirst()));
            case FROM_JSON -> Functions.fromJson(value(arguments.getFirst()));
            case HASH_FILES -> hashFiles(arguments);
            case CASE -> choose(arguments);
            case SUCCESS -> Value.of(status == RunStatus.SUCCESS);
            case FAILURE -> Value.of(status == RunStatus.FAILURE);
            case CANCELLED -> Value.of(status == RunStatus.CANCELLED);
            case ALWAYS -> Value.of(true);
        };
    }

    private Value hashFiles(List<Ast> arguments) {
        List<String> patterns =
                arguments.stream().map(argument -> Coercion.text(value(argument))).toList();
        return Value.of(contexts.files().hash(patterns));
    }

    private Value choose(List<Ast> arguments) {
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            if (!(value(arguments.get(i)) instanceof Value.Bool(boolean truth))) {
                throw new ExpressionException(
                        "condition " + (i / 2 + 1) + " of case() is not a boolean; compare it");
            }
            if (truth) {
                return value(arguments.get(i + 1));
            }
        }
        return value(arguments.getLast());
    }
}
