package dev.duru.dialects.github.expr;

import dev.duru.dialects.value.Value;
import java.util.List;
import java.util.function.Consumer;

/** A parsed expression; each part knows the offset of its first own character in the code. */
public sealed interface Ast {
    int offset();

    record Literal(Value value, int offset) implements Ast {}

    /** A context such as {@code github}. */
    record Name(String name, int offset) implements Ast {}

    /** {@code target.name}; the offset is that of the name. */
    record Property(Ast target, String name, int offset) implements Ast {}

    /** {@code target[key]}; the offset is that of the bracket. */
    record Index(Ast target, Ast key, int offset) implements Ast {}

    /** {@code target.*} or {@code target[*]}. */
    record Star(Ast target, int offset) implements Ast {}

    record Call(GhaFunction function, List<Ast> arguments, int offset) implements Ast {}

    record Not(Ast operand, int offset) implements Ast {}

    record Compare(Operator operator, Ast left, Ast right, int offset) implements Ast {}

    /** Two or more operands joined by one kind of logical operator. */
    record Logical(boolean and, List<Ast> operands, int offset) implements Ast {}

    /** The operators that compare. */
    enum Operator {
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    /** The parts directly below this one, from left to right. */
    default List<Ast> children() {
        return switch (this) {
            case Literal _, Name _ -> List.of();
            case Property(Ast target, _, _) -> List.of(target);
            case Index(Ast target, Ast key, _) -> List.of(target, key);
            case Star(Ast target, _) -> List.of(target);
            case Call(_, List<Ast> arguments, _) -> arguments;
            case Not(Ast operand, _) -> List.of(operand);
            case Compare(_, Ast left, Ast right, _) -> List.of(left, right);
            case Logical(_, List<Ast> operands, _) -> operands;
        };
    }

    /** Calls {@code visit} for this part and all below it, outer parts first. */
    default void walk(Consumer<Ast> visit) {
        visit.accept(this);
        children().forEach(child -> child.walk(visit));
    }

    /** Where the text of this part begins: for {@code a.b} at {@code a}. */
    default int start() {
        return switch (this) {
            case Property(Ast target, _, _) -> target.start();
            case Index(Ast target, _, _) -> target.start();
            case Star(Ast target, _) -> target.start();
            case Compare(_, Ast left, _, _) -> left.start();
            case Logical(_, List<Ast> operands, _) -> operands.getFirst().start();
            case Literal _, Name _, Call _, Not _ -> offset();
        };
    }
}
