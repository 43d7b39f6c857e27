package dev.duru.dialects.github.expr;

import dev.duru.dialects.value.CaseFold;
import dev.duru.dialects.value.Numbers;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import java.util.regex.Pattern;

/** How values become truths, numbers and texts, and how they compare. */
public final class Coercion {
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");

    private Coercion() {}

    /** Whether {@code value} counts as true: not false, 0, NaN, empty text or nothing. */
    public static boolean truthy(Value value) {
        return switch (value) {
            case Value.Null _ -> false;
            case Value.Bool(boolean truth) -> truth;
            case Value.Num(double number) -> number != 0 && !Double.isNaN(number);
            case Value.Str(String text) -> !text.isEmpty();
            case Value.Arr _, Obj _ -> true;
        };
    }

    /** The number that {@code value} stands for, or NaN. */
    public static double number(Value value) {
        return switch (value) {
            case Value.Null _ -> 0;
            case Value.Bool(boolean truth) -> truth ? 1 : 0;
            case Value.Num(double number) -> number;
            case Value.Str(String text) -> number(text);
            case Value.Arr _, Obj _ -> Double.NaN;
        };
    }

    /** The number that {@code text} stands for: decimal, {@code 0xff}, {@code 0o7}, or NaN. */
    public static double number(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return 0;
        }
        if (DECIMAL.matcher(trimmed).matches()) {
            return Double.parseDouble(trimmed);
        }
        try {
            if (trimmed.startsWith("0x") && Character.digit(charAt(trimmed, 2), 16) >= 0) {
                return Integer.parseUnsignedInt(trimmed.substring(2), 16);
            }
            if (trimmed.startsWith("0o") && Character.digit(charAt(trimmed, 2), 8) >= 0) {
                return Integer.parseUnsignedInt(trimmed.substring(2), 8);
            }
        } catch (NumberFormatException notAnInteger) {
            return Double.NaN;
        }
        return switch (trimmed) {
            case "Infinity", "+Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }

    private static char charAt(String text, int index) {
        return index < text.length() ? text.charAt(index) : ' ';
    }

    /** {@code value} as text; a list is the word Array, an object the word Object. */
    public static String text(Value value) {
        return switch (value) {
            case Value.Null _ -> "";
            case Value.Bool(boolean truth) -> Boolean.toString(truth);
            case Value.Num(double number) -> Numbers.text(number);
            case Value.Str(String text) -> text;
            case Value.Arr _ -> "Array";
            case Obj _ -> "Object";
        };
    }

    /** Whether {@code value} is neither a list nor an object. */
    static boolean isPrimitive(Value value) {
        return !(value instanceof Value.Arr) && !(value instanceof Obj);
    }

    /** Loose equality: same kinds directly, else by way of numbers; collections by identity. */
    @SuppressWarnings("ReferenceEquality")
    public static boolean same(Value left, Value right) {
        if (left instanceof Value.Str(String a) && right instanceof Value.Str(String b)) {
            return CaseFold.same(a, b);
        }
        if (left instanceof Value.Null && right instanceof Value.Null) {
            return true;
        }
        if (!isPrimitive(left) || !isPrimitive(right)) {
            return left == right;
        }
        return number(left) == number(right);
    }

    static boolean less(Value left, Value right) {
        if (left instanceof Value.Str(String a) && right instanceof Value.Str(String b)) {
            return CaseFold.compare(a, b) < 0;
        }
        if (!isPrimitive(left) || !isPrimitive(right)) {
            return false;
        }
        if (left instanceof Value.Null && right instanceof Value.Null) {
            return false;
        }
        return number(left) < number(right);
    }
}
