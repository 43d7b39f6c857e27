package dev.duru.observe.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a template. */
sealed interface Node {
    /** Text as it is. */
    record Plain(String text) implements Node {}

    /** The value of a pipeline, or an assignment. */
    record Action(Pipe pipe) implements Node {}

    /** {@code if}, or {@code with} where the value becomes the dot. */
    record Choice(Pipe pipe, boolean dot, List<Node> then, List<Node> otherwise) implements Node {}

    /** {@code range}. */
    record Loop(Pipe pipe, List<Node> body, List<Node> otherwise) implements Node {}

    /** {@code template "name" pipeline}. */
    record Call(String name, @Nullable Pipe pipe) implements Node {}

    /**
     * Commands, each with the value of the one before as its last argument.
     *
     * @param variables that take the value; two for a range's key and value
     * @param declares whether the variables are new
     */
    record Pipe(List<String> variables, boolean declares, List<List<Term>> commands) {}

    /** An operand. */
    sealed interface Term {
        /** A text, number, boolean or nothing. */
        record Literal(@Nullable Object value) implements Term {}

        /** {@code $name}; {@code $} alone is the first dot. */
        record Variable(String name) implements Term {}

        /** {@code .}. */
        record Dot() implements Term {}

        /** A name: a function. */
        record Named(String name, int at) implements Term {}

        /** {@code term.field}. */
        record Field(Term of, String name) implements Term {}

        /** A pipeline in parentheses. */
        record Group(Pipe pipe) implements Term {}
    }
}
