package dev.duru.dialects.expressions;

import dev.duru.dialects.github.expr.Ast;
import dev.duru.dialects.github.expr.Coercion;
import dev.duru.dialects.github.expr.GhaEvaluator;
import dev.duru.dialects.github.expr.GhaParser;
import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.expr.SyntaxException;
import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Shell;
import dev.duru.dialects.plan.ShellChoice;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.RunStatus;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Evaluates the expressions of a plan. */
public final class Expressions {
    private static final Pattern INSERT = Pattern.compile("\\$\\{\\{\\s*insert\\s*}}");

    private Expressions() {}

    /**
     * The value of an expression.
     *
     * @throws ExpressionException if it cannot be parsed or evaluated
     */
    public static Value evaluate(Expr expr, Contexts contexts) {
        return switch (expr) {
            case Expr.Lit(Value value, _) -> value;
            case Expr.GhaExpr(String code, Position src) -> code(code, src, "", 0, contexts);
            case Expr.GhaText(String text, Position src) -> template(text, src, contexts);
            case Expr.GlText(String text, _) ->
                    Value.of(Expansion.expand(text, contexts.variables()));
            case Expr.GlVariables own ->
                    Obj.ofTexts(Expansion.resolve(own.variables(), contexts.variables()));
            case Expr.Fields(Map<String, Expr> fields, _) -> {
                Obj.Builder object = Obj.builder();
                fields.forEach((key, field) -> put(object, key, field, contexts));
                yield object.build();
            }
            case Expr.Items(List<Expr> items, _) -> {
                List<Value> values = new ArrayList<>();
                items.forEach(item -> add(values, item, contexts));
                yield new Value.Arr(values);
            }
        };
    }

    /** A key may be an expression; <code>${{ insert }}</code> adds all members of its value. */
    private static void put(Obj.Builder object, String key, Expr field, Contexts contexts) {
        Value value = evaluate(field, contexts);
        if (!GhaTemplate.isTemplate(key)) {
            object.put(key, value);
        } else if (INSERT.matcher(key).matches()) {
            if (!(value instanceof Obj members)) {
                throw new ExpressionException(
                        "`" + key + "` inserts an object, but this is `" + text(value) + "`",
                        field.src());
            }
            object.putAll(members);
        } else {
            object.put(interpolate(key, field.src(), contexts), value);
        }
    }

    /** An expression that gives a list adds its items one by one. */
    private static void add(List<Value> values, Expr item, Contexts contexts) {
        Value value = evaluate(item, contexts);
        if (item instanceof Expr.GhaText && value instanceof Value.Arr(List<Value> inserted)) {
            values.addAll(inserted);
        } else {
            values.add(value);
        }
    }

    /** Whether an expression counts as true; unset is false. */
    public static boolean truthy(Expr expr, Contexts contexts) {
        return truthy(evaluate(expr, contexts));
    }

    public static boolean truthy(Value value) {
        return Coercion.truthy(value);
    }

    /** An expression as text; unset is empty. */
    public static String text(Expr expr, Contexts contexts) {
        return text(evaluate(expr, contexts));
    }

    /** A value as text, as it appears in a script or a variable. */
    public static String text(Value value) {
        return Coercion.text(value);
    }

    /**
     * An expression as a number; empty if unset.
     *
     * @throws ExpressionException if it gives something that is no number
     */
    public static OptionalDouble number(Expr expr, Contexts contexts) {
        Value value = evaluate(expr, contexts);
        if (value instanceof Value.Null) {
            return OptionalDouble.empty();
        }
        double number = Coercion.number(value);
        if (Double.isNaN(number)) {
            throw new ExpressionException(
                    "expected a number but got `" + text(value) + "`", expr.src());
        }
        return OptionalDouble.of(number);
    }

    /** Text in which each <code>${{ }}</code> is replaced by its value as text. */
    public static String interpolate(String text, Position src, Contexts contexts) {
        return text(template(text, src, contexts));
    }

    /** Whether a condition holds, its implicit part included. */
    public static boolean holds(Cond cond, Contexts contexts) {
        boolean implicit =
                switch (cond.implicit()) {
                    case SUCCESS -> contexts.status() == RunStatus.SUCCESS;
                    case FAILURE -> contexts.status() == RunStatus.FAILURE;
                    case NOT_CANCELLED -> contexts.status() != RunStatus.CANCELLED;
                    case NONE -> true;
                };
        return implicit && truthy(cond.expr(), contexts);
    }

    /** The variables of one layer, as text. {@code contexts} should hold those below as env. */
    public static Map<String, String> variables(EnvLayers.Layer layer, Contexts contexts) {
        Value value = evaluate(layer.variables(), contexts);
        Map<String, String> variables = new LinkedHashMap<>();
        switch (value) {
            case Value.Null _ -> {}
            case Obj object ->
                    object.members()
                            .forEach(member -> variables.put(member.key(), text(member.value())));
            case Value.Bool _, Value.Num _, Value.Str _, Value.Arr _ ->
                    throw new ExpressionException(
                            "expected variables as an object but got `" + text(value) + "`",
                            layer.variables().src());
        }
        return variables;
    }

    /** The variables of all layers; each layer sees those below it as {@code env}. */
    public static Map<String, String> variables(EnvLayers layers, Contexts contexts) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (contexts.roots().at("env") instanceof Obj inherited) {
            inherited.members().forEach(m -> variables.put(m.key(), text(m.value())));
        }
        for (EnvLayers.Layer layer : layers.layers()) {
            variables.putAll(variables(layer, contexts.with("env", Obj.ofTexts(variables))));
        }
        return variables;
    }

    /**
     * The shell of a step.
     *
     * @throws ExpressionException if its name is unknown
     */
    public static Shell shell(ShellChoice choice, Contexts contexts) {
        return switch (choice) {
            case ShellChoice.Fixed(Shell shell) -> shell;
            case ShellChoice.Named(Expr name, ShellChoice.Table table) -> {
                try {
                    yield table.shell(text(name, contexts));
                } catch (ExpressionException unknown) {
                    throw unknown.at(name.src());
                }
            }
        };
    }

    private static Value template(String text, Position src, Contexts contexts) {
        List<GhaTemplate.Part> parts;
        try {
            parts = GhaTemplate.split(text);
        } catch (SyntaxException bad) {
            throw new ExpressionException(bad.detail(), place(src, text, bad.offset()));
        }
        if (parts.size() == 1 && parts.getFirst() instanceof GhaTemplate.Code(var code, int at)) {
            return code(code, src, text, at, contexts);
        }
        StringBuilder joined = new StringBuilder();
        for (GhaTemplate.Part part : parts) {
            switch (part) {
                case GhaTemplate.Plain(String plain, _) -> joined.append(plain);
                case GhaTemplate.Code(String code, int at) ->
                        joined.append(text(code(code, src, text, at, contexts)));
            }
        }
        return Value.of(joined.toString());
    }

    private static Value code(
            String code, Position src, String around, int offset, Contexts contexts) {
        String whole = around.isEmpty() ? code : around;
        try {
            Ast ast = GhaParser.parse(code);
            return GhaEvaluator.evaluate(ast, contexts);
        } catch (SyntaxException bad) {
            throw new ExpressionException(bad.detail(), place(src, whole, offset + bad.offset()));
        } catch (ExpressionException bad) {
            throw bad.at(place(src, whole, offset));
        }
    }

    /** Counts lines and columns from where the text begins; exact where nothing was folded. */
    private static Position place(Position src, String text, int offset) {
        int lines = 0;
        int lineStart = 0;
        int end = Math.min(offset, text.length());
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                lines++;
                lineStart = i + 1;
            }
        }
        int across = text.codePointCount(lineStart, end) + (offset - end);
        return new Position(src.file(), src.line() + lines, src.column() + across);
    }
}
