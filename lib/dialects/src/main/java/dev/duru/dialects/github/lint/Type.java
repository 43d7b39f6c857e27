package dev.duru.dialects.github.lint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known about a value before it is there. */
sealed interface Type {
    /** Nothing is known. */
    record Any() implements Type {}

    record Nothing() implements Type {}

    record Truth() implements Type {}

    record Numeric() implements Type {}

    record Textual() implements Type {}

    /**
     * A list.
     *
     * @param filtered whether it is the result of {@code *}, so that properties apply to its items
     */
    record Listing(Type item, boolean filtered) implements Type {}

    /**
     * An object.
     *
     * @param rest the type of properties that are not named; null if there are no others
     */
    record Thing(Map<String, Type> properties, @Nullable Type rest) implements Type {
        boolean isStrict() {
            return rest == null;
        }
    }

    Type ANY = new Any();
    Type NOTHING = new Nothing();
    Type TRUTH = new Truth();
    Type NUMBER = new Numeric();
    Type TEXT = new Textual();

    /** An object of which nothing is known. */
    static Thing open() {
        return new Thing(Map.of(), ANY);
    }

    /** An object whose properties are all of one type. */
    static Thing mapOf(Type value) {
        return new Thing(Map.of(), value);
    }

    /** An object with exactly these properties. */
    static Thing strict(Map<String, Type> properties) {
        return new Thing(properties, null);
    }

    /** An object with exactly these properties, all text. */
    static Thing texts(Iterable<String> names) {
        Map<String, Type> properties = new LinkedHashMap<>();
        names.forEach(name -> properties.put(name, TEXT));
        return strict(properties);
    }

    /** The type of something that is either of two. */
    static Type merge(Type a, Type b) {
        if (a.equals(b)) {
            return a;
        }
        if (a instanceof Thing x && b instanceof Thing y) {
            Map<String, Type> both = new LinkedHashMap<>(x.properties());
            y.properties().forEach((key, type) -> both.merge(key, type, Type::merge));
            if (x.rest() == null && y.rest() == null) {
                return strict(both);
            }
            Type rest =
                    x.rest() == null || y.rest() == null
                            ? (x.rest() == null ? y.rest() : x.rest())
                            : merge(x.rest(), y.rest());
            return new Thing(both, rest);
        }
        if (a instanceof Listing x && b instanceof Listing y) {
            return new Listing(merge(x.item(), y.item()), x.filtered() || y.filtered());
        }
        boolean words = a instanceof Textual || b instanceof Textual;
        if (words && isPlain(a) && isPlain(b)) {
            return TEXT;
        }
        return ANY;
    }

    private static boolean isPlain(Type type) {
        return type instanceof Textual || type instanceof Numeric || type instanceof Truth;
    }

    /** For messages. */
    static String name(Type type) {
        return switch (type) {
            case Any _ -> "any value";
            case Nothing _ -> "null";
            case Truth _ -> "boolean";
            case Numeric _ -> "number";
            case Textual _ -> "text";
            case Listing(Type item, _) -> item instanceof Any ? "list" : "list of " + name(item);
            case Thing(Map<String, Type> properties, _) -> {
                if (properties.isEmpty()) {
                    yield "object";
                }
                yield "object with " + String.join(", ", new TreeMap<>(properties).keySet());
            }
        };
    }
}
