package dev.duru.dialects.github.expr;

import dev.duru.dialects.value.CaseFold;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Value;
import java.util.List;
import java.util.StringJoiner;

/** The functions that need nothing but their arguments. */
final class Functions {
    /** Largest text that a function makes, against bombs. */
    private static final int MAX_TEXT = 16 * 1024 * 1024;

    private Functions() {}

    static Value contains(Value search, Value item) {
        if (search instanceof Value.Arr(List<Value> items)) {
            return Value.of(items.stream().anyMatch(each -> Coercion.same(item, each)));
        }
        if (!Coercion.isPrimitive(search) || !Coercion.isPrimitive(item)) {
            return Value.of(false);
        }
        String whole = CaseFold.fold(Coercion.text(search));
        return Value.of(whole.contains(CaseFold.fold(Coercion.text(item))));
    }

    static Value startsWith(Value text, Value prefix) {
        if (!Coercion.isPrimitive(text) || !Coercion.isPrimitive(prefix)) {
            return Value.of(false);
        }
        String whole = CaseFold.fold(Coercion.text(text));
        return Value.of(whole.startsWith(CaseFold.fold(Coercion.text(prefix))));
    }

    static Value endsWith(Value text, Value suffix) {
        if (!Coercion.isPrimitive(text) || !Coercion.isPrimitive(suffix)) {
            return Value.of(false);
        }
        String whole = CaseFold.fold(Coercion.text(text));
        return Value.of(whole.endsWith(CaseFold.fold(Coercion.text(suffix))));
    }

    static Value join(List<Value> arguments) {
        Value list = arguments.getFirst();
        if (!(list instanceof Value.Arr(List<Value> items))) {
            return Value.of(Coercion.isPrimitive(list) ? Coercion.text(list) : "");
        }
        String separator = ",";
        if (arguments.size() > 1 && Coercion.isPrimitive(arguments.get(1))) {
            separator = Coercion.text(arguments.get(1));
        }
        StringJoiner joined = new StringJoiner(separator);
        items.forEach(item -> joined.add(Coercion.text(item)));
        return Value.of(bounded(joined.toString()));
    }

    static Value toJson(Value value) {
        return Value.of(bounded(Json.write(value)));
    }

    static Value fromJson(Value value) {
        try {
            return Json.parse(Coercion.text(value));
        } catch (ExpressionException bad) {
            throw new ExpressionException("fromJSON(): " + bad.detail());
        }
    }

    /** Replaces <code>{0}</code> and so on; doubled braces stand for themselves. */
    static Value format(List<Value> arguments) {
        String format = Coercion.text(arguments.getFirst());
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i);
            if (c != '{' && c != '}') {
                out.append(c);
                i++;
            } else if (i + 1 < format.length() && format.charAt(i + 1) == c) {
                out.append(c);
                i += 2;
            } else {
                int close = format.indexOf('}', i);
                int index = c == '{' && close > i ? index(format.substring(i + 1, close)) : -1;
                if (index < 0) {
                    throw new ExpressionException(
                            "format(): a single brace in `"
                                    + format
                                    + "`; write {0} for an argument, {{ or }} for a brace");
                }
                if (index + 1 >= arguments.size()) {
                    throw new ExpressionException(
                            "format(): there is no argument {" + index + "} for `" + format + "`");
                }
                out.append(Coercion.text(arguments.get(index + 1)));
                bounded(out);
                i = close + 1;
            }
        }
        return Value.of(out.toString());
    }

    private static int index(String digits) {
        boolean number =
                !digits.isEmpty()
                        && digits.length() <= 3
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(digits) : -1;
    }

    private static <T extends CharSequence> T bounded(T text) {
        if (text.length() > MAX_TEXT) {
            throw new ExpressionException("the expression makes more than 16 MiB of text");
        }
        return text;
    }
}
