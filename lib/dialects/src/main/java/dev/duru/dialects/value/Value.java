package dev.duru.dialects.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The value of an expression. Immutable. */
public sealed interface Value permits Value.Null, Value.Bool, Value.Num, Value.Str, Value.Arr, Obj {
    /** Nothing: an unset property, an empty YAML value, JSON's null. */
    enum Null implements Value {
        NULL
    }

    record Bool(boolean value) implements Value {
        public static final Bool TRUE = new Bool(true);
        public static final Bool FALSE = new Bool(false);
    }

    /** A number as 64-bit floating point, which is all that the CI languages have. */
    record Num(double value) implements Value {}

    record Str(String value) implements Value {
        public static final Str EMPTY = new Str("");
    }

    record Arr(List<Value> items) implements Value {
        public Arr {
            items = List.copyOf(items);
        }

        public static Arr of(Value... items) {
            return new Arr(List.of(items));
        }
    }

    static Value nothing() {
        return Null.NULL;
    }

    static Value of(String text) {
        return new Str(text);
    }

    static Value of(boolean truth) {
        return truth ? Bool.TRUE : Bool.FALSE;
    }

    static Value of(double number) {
        return new Num(number);
    }

    /**
     * A value of Java's own types: null, Boolean, Number, CharSequence, enums (by name), Iterable,
     * Map (keys by {@code toString}) or Value.
     *
     * @throws IllegalArgumentException for any other class
     */
    static Value ofJava(@org.jspecify.annotations.Nullable Object java) {
        return switch (java) {
            case null -> Null.NULL;
            case Value value -> value;
            case Boolean truth -> of(truth.booleanValue());
            case Number number -> of(number.doubleValue());
            case CharSequence text -> of(text.toString());
            case Enum<?> constant -> of(constant.name());
            case Iterable<?> list -> {
                List<Value> items = new ArrayList<>();
                list.forEach(item -> items.add(ofJava(item)));
                yield new Arr(items);
            }
            case Map<?, ?> map -> {
                Obj.Builder object = Obj.builder();
                map.forEach((key, value) -> object.put(String.valueOf(key), ofJava(value)));
                yield object.build();
            }
            default ->
                    throw new IllegalArgumentException(
                            "no expression value for a " + java.getClass().getName());
        };
    }
}
