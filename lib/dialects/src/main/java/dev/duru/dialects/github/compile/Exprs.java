package dev.duru.dialects.github.compile;

import dev.duru.dialects.github.expr.Ast;
import dev.duru.dialects.github.expr.GhaParser;
import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.expr.SyntaxException;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.value.Value;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns YAML into expressions of a plan. */
final class Exprs {
    private Exprs() {}

    /** A node as an expression: templates stay templates, other scalars get their core type. */
    static Expr of(@Nullable YamlNode node, Position otherwise) {
        return switch (node) {
            case null -> Expr.unset(otherwise);
            case YamlScalar scalar ->
                    GhaTemplate.isTemplate(scalar.text())
                            ? new Expr.GhaText(scalar.text(), scalar.content())
                            : new Expr.Lit(literal(scalar), scalar.position());
            case YamlList list ->
                    new Expr.Items(
                            list.items().stream().map(item -> of(item, item.position())).toList(),
                            list.position());
            case YamlMap map -> fields(map);
        };
    }

    static Expr.Fields fields(YamlMap map) {
        return new Expr.Fields(named(map), map.position());
    }

    /** The entries of a mapping as expressions by name. */
    static Map<String, Expr> named(@Nullable YamlMap map) {
        Map<String, Expr> named = new LinkedHashMap<>();
        if (map != null) {
            for (YamlMap.Entry entry : map.entries()) {
                named.put(entry.name(), of(entry.value(), entry.key().position()));
            }
        }
        return named;
    }

    /** The value of a scalar that is no template; numbers become numbers, as on GitHub. */
    static Value literal(YamlScalar scalar) {
        return switch (scalar.kind()) {
            case NULL -> Value.nothing();
            case BOOL -> Value.of(scalar.asBool());
            case INT, FLOAT -> Value.of(scalar.asDouble());
            case STR -> Value.of(scalar.text());
        };
    }

    /** The condition of an {@code if}, which may leave out the braces. */
    static Cond condition(@Nullable YamlScalar condition, Position otherwise, Cond.Phase phase) {
        if (condition == null || condition.text().isBlank()) {
            Expr always = new Expr.Lit(Value.of(true), otherwise);
            return new Cond(always, Cond.StatusDefault.SUCCESS, phase);
        }
        Expr expr = conditionExpr(condition);
        boolean explicit =
                switch (expr) {
                    case Expr.GhaExpr(String code, _) -> asksStatus(code);
                    case Expr.GhaText(String text, _) ->
                            codes(text).stream().anyMatch(Exprs::asksStatus);
                    case Expr.Lit _,
                            Expr.Fields _,
                            Expr.Items _,
                            Expr.GlText _,
                            Expr.GlVariables _ ->
                            false;
                };
        Cond.StatusDefault implicit =
                explicit ? Cond.StatusDefault.NONE : Cond.StatusDefault.SUCCESS;
        return new Cond(expr, implicit, phase);
    }

    private static Expr conditionExpr(YamlScalar condition) {
        String text = condition.text();
        if (!GhaTemplate.isTemplate(text)) {
            return new Expr.GhaExpr(text, condition.content());
        }
        return new Expr.GhaText(text, condition.content());
    }

    private static boolean asksStatus(String code) {
        try {
            boolean[] asks = {false};
            GhaParser.parse(code)
                    .walk(part -> {
                        if (part instanceof Ast.Call call) {
                            asks[0] |= call.function().looksAtStatus();
                        }
                    });
            return asks[0];
        } catch (SyntaxException reportedByTheChecks) {
            return false;
        }
    }

    private static List<String> codes(String text) {
        List<String> codes = new ArrayList<>();
        try {
            for (GhaTemplate.Part part : GhaTemplate.split(text)) {
                if (part instanceof GhaTemplate.Code(String code, _)) {
                    codes.add(code);
                }
            }
        } catch (SyntaxException reportedByTheChecks) {
            return List.of();
        }
        return codes;
    }

    /** The names of all contexts, in lower case, that any expression below {@code node} uses. */
    static Set<String> contexts(@Nullable YamlNode node) {
        Set<String> names = new LinkedHashSet<>();
        collect(node, names);
        return names;
    }

    private static void collect(@Nullable YamlNode node, Set<String> names) {
        switch (node) {
            case null -> {}
            case YamlMap map ->
                    map.entries()
                            .forEach(entry -> {
                                collect(entry.key(), names);
                                collect(entry.value(), names);
                            });
            case YamlList list -> list.items().forEach(item -> collect(item, names));
            case YamlScalar scalar -> {
                for (String code : codes(scalar.text())) {
                    collect(code, names);
                }
            }
        }
    }

    private static void collect(String code, Set<String> names) {
        try {
            GhaParser.parse(code)
                    .walk(part -> {
                        if (part instanceof Ast.Name(String name, _)) {
                            names.add(name.toLowerCase(Locale.ROOT));
                        }
                    });
        } catch (SyntaxException reportedByTheChecks) {
            return;
        }
    }
}
