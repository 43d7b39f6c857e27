package dev.duru.dialects.github.lint;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a YAML node of the workflow language may look like. */
sealed interface Shape {
    /** A single value of any type, used as text. */
    record Text(Where where, boolean mayBeEmpty) implements Shape {}

    /** A script: text in which values from outside are dangerous. */
    record Script(Where where) implements Shape {}

    /** A condition, with or without braces. */
    record Condition(Where where) implements Shape {}

    /** {@code true}, {@code false}, or one expression. */
    record Flag(Where where) implements Shape {}

    /** A number above zero, or one expression. */
    record Number(Where where, String key, boolean whole) implements Shape {}

    /** One of these words. */
    record Word(String what, java.util.List<String> words) implements Shape {}

    /** One text, or a list of texts. */
    record Texts(String section, Text item, boolean single, boolean mayBeEmpty) implements Shape {}

    /** A list. */
    record Items(String section, Shape item) implements Shape {}

    /**
     * A mapping with known keys.
     *
     * @param inserts what expressions see that stand as keys; {@link Where#NONE} where there may be
     *     none
     */
    record Section(String name, boolean mayBeEmpty, Map<String, Shape> keys, Where inserts)
            implements Shape {
        Section(String name, boolean mayBeEmpty, Map<String, Shape> keys) {
            this(name, mayBeEmpty, keys, Where.NONE);
        }
    }

    /** A mapping with keys that the user chooses; they differ in more than case. */
    record Names(String name, boolean mayBeEmpty, Shape value) implements Shape {}

    /** One expression that gives an object or a list. */
    record Whole(Where where, String what, Wanted wanted) implements Shape {}

    /** One shape for each kind of node; a missing one is not allowed. */
    record Either(@Nullable Shape scalar, @Nullable Shape list, @Nullable Shape map)
            implements Shape {}

    /** Anything, with expressions at any depth. */
    record Free(Where where) implements Shape {}

    /** Checked elsewhere, or not at all. */
    record Skip() implements Shape {}

    /** What one expression must give. */
    enum Wanted {
        OBJECT,
        ARRAY,
        TEXT_OR_ARRAY
    }
}
