package dev.duru.dialects.plan;

import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import java.util.List;
import java.util.Map;

/**
 * Something to evaluate later, in the language in which it was written. Evaluate through {@code
 * dev.duru.dialects.expressions.Expressions} only.
 */
public sealed interface Expr
        permits Expr.Lit,
                Expr.GhaExpr,
                Expr.GhaText,
                Expr.GlText,
                Expr.GlVariables,
                Expr.Fields,
                Expr.Items {
    Position src();

    /** A value that needs no evaluation. */
    record Lit(Value value, Position src) implements Expr {}

    /** A GitHub expression, without <code>${{ }}</code>. */
    record GhaExpr(String code, Position src) implements Expr {}

    /**
     * Text with GitHub expressions in <code>${{ }}</code>. If one expression is the whole text, its
     * value is the value, of whatever type; else everything is joined as text.
     */
    record GhaText(String text, Position src) implements Expr {}

    /** Text with GitLab variables, such as {@code $NAME} and <code>${NAME}</code>. */
    record GlText(String text, Position src) implements Expr {}

    /**
     * The variables of a GitLab job, which may name each other.
     *
     * @param variables lowest first: a later one of the same name wins
     * @param dotenv keys of jobs whose dotenv reports come on top, lowest first
     * @param identities names of variables that hold a token by which the job proves who it is, and
     *     for whom each is
     * @param secrets variables whose values the job fetches from a vault
     */
    record GlVariables(
            List<Variable> variables,
            List<String> dotenv,
            Map<String, List<String>> identities,
            List<VaultSecret> secrets,
            Position src)
            implements Expr {
        public GlVariables {
            variables = List.copyOf(variables);
            dotenv = List.copyOf(dotenv);
            identities = Map.copyOf(identities);
            secrets = List.copyOf(secrets);
        }
    }

    /** An object of expressions; in GitHub workflows a key may itself be a template. */
    record Fields(Map<String, Expr> fields, Position src) implements Expr {}

    /** A list of expressions; one that gives a list stands for its items. */
    record Items(List<Expr> items, Position src) implements Expr {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Text that means itself. */
    static Expr text(String text, Position src) {
        return new Lit(Value.of(text), src);
    }

    /** Nothing: the default of whoever asks. */
    static Expr unset(Position src) {
        return new Lit(Value.nothing(), src);
    }

    /** Whether nobody wrote a value. */
    default boolean isUnset() {
        return this instanceof Lit lit && lit.value() == Value.Null.NULL;
    }
}
