package dev.duru.dialects.gitlab.lint;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a value may look like. A null is always allowed: it is as if nothing were there. */
sealed interface Shape {
    /** One value, of whatever type. */
    record Text() implements Shape {}

    /** A truth. */
    record Flag() implements Shape {}

    /** A whole number. */
    record Whole() implements Shape {}

    /** One of these words. */
    record Word(List<String> words) implements Shape {}

    /** A list; lists inside are opened, as {@code !reference} makes them. */
    record Items(Shape item) implements Shape {}

    /** A mapping with known keys. */
    record Section(String name, Map<String, Shape> keys) implements Shape {}

    /** A mapping with keys that the user chooses. */
    record Names(Shape value) implements Shape {}

    /** One shape for each kind of node; a missing one is not allowed. */
    record Either(@Nullable Shape scalar, @Nullable Shape list, @Nullable Shape map)
            implements Shape {}

    /** Anything. */
    record Any() implements Shape {}
}
