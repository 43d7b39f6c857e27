package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import java.util.List;

/**
 * A value that a person, or a caller, gives at the start.
 *
 * @param description for people; may be empty
 * @param fallback what holds when nothing is given; unset means nothing. It is evaluated, since a
 *     called workflow may compute it
 * @param options of a {@link Type#CHOICE}, in order
 */
public record Param(
        String name,
        Type type,
        String description,
        Expr fallback,
        List<String> options,
        boolean required,
        Position src) {
    /** What a value may be. */
    public enum Type {
        STRING,
        NUMBER,
        BOOLEAN,
        /** One of {@link #options}. */
        CHOICE,
        /** The name of an environment. */
        ENVIRONMENT
    }

    public Param {
        options = List.copyOf(options);
    }
}
