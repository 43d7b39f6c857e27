package dev.duru.dialects.gitlab.rules;

import dev.duru.dialects.value.Value;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An expression that has been understood. */
public final class RuleExpression {
    private final RuleAst ast;

    private RuleExpression(RuleAst ast) {
        this.ast = ast;
    }

    /**
     * Reads an expression.
     *
     * @throws RuleSyntaxException if it is not one
     */
    public static RuleExpression parse(String code) {
        return new RuleExpression(RuleParser.parse(code));
    }

    /** Whether an expression holds; one that cannot be read does not. */
    public static boolean holds(String code, Map<String, String> variables) {
        try {
            return parse(code).holds(variables);
        } catch (RuleSyntaxException e) {
            return false;
        }
    }

    /** Whether it counts as true: neither false, nor nothing, nor a blank text. */
    public boolean holds(Map<String, String> variables) {
        return switch (evaluate(variables)) {
            case Value.Bool(boolean truth) -> truth;
            case Value.Str(String text) -> !text.isBlank();
            case Value _ -> false;
        };
    }

    /** The value: a text, a truth, or nothing. */
    public Value evaluate(Map<String, String> variables) {
        return evaluate(variables, unknown -> null);
    }

    /**
     * The value: a text, a truth, or nothing.
     *
     * @param inputs gives what stands behind {@code $[[ ]]}, such as {@code inputs.name}
     */
    public Value evaluate(
            Map<String, String> variables, Function<String, @Nullable String> inputs) {
        return new Run(variables, inputs).value(ast);
    }

    /** One evaluation. */
    private record Run(Map<String, String> variables, Function<String, @Nullable String> inputs) {

        Value value(RuleAst ast) {
            return switch (ast) {
                case RuleAst.Variable(String name) -> text(variables.get(name));
                case RuleAst.Input(String reference) -> text(inputs.apply(reference));
                case RuleAst.Text(String text) -> Value.of(text);
                case RuleAst.Regex(String whole) -> Value.of(whole);
                case RuleAst.Null _ -> Value.nothing();
                case RuleAst.Binary(RuleAst.Operator operator, RuleAst left, RuleAst right) ->
                        binary(operator, left, right);
            };
        }

        private static Value text(@Nullable String text) {
            return text == null ? Value.nothing() : Value.of(text);
        }

        private Value binary(RuleAst.Operator operator, RuleAst left, RuleAst right) {
            Value first = value(left);
            return switch (operator) {
                case AND -> isSomething(first) ? value(right) : first;
                case OR -> isSomething(first) ? first : value(right);
                case EQUAL -> Value.of(first.equals(value(right)));
                case UNEQUAL -> Value.of(!first.equals(value(right)));
                case MATCHES -> Value.of(matches(first, value(right)));
                case DIFFERS -> Value.of(!matches(first, value(right)));
            };
        }

        /** For the operators an empty text is something; only nothing and false are not. */
        private static boolean isSomething(Value value) {
            return switch (value) {
                case Value.Bool(boolean truth) -> truth;
                case Value.Null _ -> false;
                case Value _ -> true;
            };
        }

        private static boolean matches(Value text, Value pattern) {
            if (!(pattern instanceof Value.Str(String whole))) {
                return false;
            }
            String searched =
                    switch (text) {
                        case Value.Str(String own) -> own;
                        case Value.Bool(boolean truth) -> Boolean.toString(truth);
                        case Value _ -> "";
                    };
            return Pattern.found(whole, searched);
        }
    }
}
