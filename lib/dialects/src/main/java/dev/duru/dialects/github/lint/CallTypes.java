package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.Ast;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** What the functions take and give. */
final class CallTypes {
    private final TypeChecker checker;

    CallTypes(TypeChecker checker) {
        this.checker = checker;
    }

    Type check(Ast.Call call, List<Type> types) {
        return switch (call.function()) {
            case CONTAINS -> {
                contains(call, types);
                yield Type.TRUTH;
            }
            case STARTS_WITH, ENDS_WITH -> {
                texts(call, types);
                yield Type.TRUTH;
            }
            case FORMAT -> {
                text(call, 0, types.getFirst());
                format(call);
                yield Type.TEXT;
            }
            case JOIN -> {
                join(call, types);
                yield Type.TEXT;
            }
            case TO_JSON -> Type.TEXT;
            case FROM_JSON -> {
                text(call, 0, types.getFirst());
                yield fromJson(call);
            }
            case HASH_FILES -> {
                texts(call, types);
                yield Type.TEXT;
            }
            case CASE -> Type.ANY;
            case SUCCESS, FAILURE, CANCELLED, ALWAYS -> Type.TRUTH;
        };
    }

    private static boolean isText(Type type) {
        return type instanceof Type.Textual
                || type instanceof Type.Numeric
                || type instanceof Type.Any;
    }

    private void texts(Ast.Call call, List<Type> types) {
        for (int i = 0; i < types.size(); i++) {
            if (!isText(types.get(i))) {
                text(call, i, types.get(i));
                return;
            }
        }
    }

    private void text(Ast.Call call, int index, Type type) {
        if (!isText(type)) {
            wrong(call, index, "text", type);
        }
    }

    private void wrong(Ast.Call call, int index, String wanted, Type type) {
        checker.warn(
                call.arguments().get(index),
                "argument "
                        + (index + 1)
                        + " of "
                        + call.function().spelling()
                        + "() must be "
                        + wanted
                        + " but is "
                        + Type.name(type),
                "");
    }

    private void contains(Ast.Call call, List<Type> types) {
        Type search = types.get(0);
        boolean list = search instanceof Type.Listing || search instanceof Type.Any;
        if (list) {
            return;
        }
        if (!isText(search)) {
            wrong(call, 0, "text or a list", search);
        } else {
            text(call, 1, types.get(1));
        }
    }

    private void join(Ast.Call call, List<Type> types) {
        Type list = types.get(0);
        boolean fine =
                list instanceof Type.Any
                        || (list instanceof Type.Listing(Type item, _) && isText(item));
        if (!fine) {
            wrong(call, 0, "a list of texts", list);
        } else if (types.size() > 1) {
            text(call, 1, types.get(1));
        }
    }

    /** Arguments that no placeholder asks for, and placeholders without an argument. */
    private void format(Ast.Call call) {
        if (!(call.arguments().getFirst() instanceof Ast.Literal(Value.Str(String text), _))) {
            return;
        }
        TreeSet<Integer> asked = placeholders(text);
        int given = call.arguments().size() - 1;
        for (int i = 0; i < given; i++) {
            if (!asked.remove(i)) {
                checker.warn(
                        call,
                        "format() is given argument {" + i + "}, which its text does not use",
                        "remove it, or write {" + i + "} in the text");
            }
        }
        for (int missing : asked) {
            checker.warn(
                    call,
                    "format() asks for {" + missing + "} but is given " + given + " arguments",
                    "add the argument");
        }
    }

    private static TreeSet<Integer> placeholders(String text) {
        TreeSet<Integer> asked = new TreeSet<>();
        String plain = text.replace("{{", "\0\0");
        for (int open = plain.indexOf('{'); open >= 0; open = plain.indexOf('{', open + 1)) {
            int close = plain.indexOf('}', open);
            if (close < 0) {
                break;
            }
            String digits = plain.substring(open + 1, close);
            if (digits.matches("[0-9]{1,4}")) {
                asked.add(Integer.parseInt(digits));
            }
        }
        return asked;
    }

    private Type fromJson(Ast.Call call) {
        Ast argument = call.arguments().getFirst();
        if (!(argument instanceof Ast.Literal(Value.Str(String text), _))) {
            return Type.ANY;
        }
        try {
            return typeOf(Json.parse(text));
        } catch (ExpressionException bad) {
            checker.warn(argument, bad.detail(), "write JSON");
            return Type.ANY;
        }
    }

    private static Type typeOf(Value value) {
        return switch (value) {
            case Value.Null _ -> Type.NOTHING;
            case Value.Bool _ -> Type.TRUTH;
            case Value.Num _ -> Type.NUMBER;
            case Value.Str _ -> Type.TEXT;
            case Value.Arr(List<Value> items) -> {
                Type item = null;
                for (Value each : items) {
                    item = item == null ? typeOf(each) : Type.merge(item, typeOf(each));
                }
                yield new Type.Listing(item == null ? Type.ANY : item, false);
            }
            case Obj object -> {
                Map<String, Type> properties = new LinkedHashMap<>();
                for (Obj.Member member : object.members()) {
                    properties.put(member.key().toLowerCase(Locale.ROOT), typeOf(member.value()));
                }
                yield Type.strict(properties);
            }
        };
    }
}
