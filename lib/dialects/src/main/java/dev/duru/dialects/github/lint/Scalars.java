package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.Ast;
import dev.duru.dialects.github.expr.GhaParser;
import dev.duru.dialects.github.expr.GhaTemplate;
import dev.duru.dialects.github.expr.SyntaxException;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the expressions in single values. */
final class Scalars {
    private final Problems problems;
    private final Scope scope;

    Scalars(Problems problems, Scope scope) {
        this.problems = problems;
        this.scope = scope;
    }

    Scope scope() {
        return scope;
    }

    /** Whether the value is one expression and nothing else. */
    static boolean isWhole(YamlScalar scalar) {
        String text = scalar.text().strip();
        return text.startsWith("${{") && text.endsWith("}}") && text.indexOf("${{", 3) < 0;
    }

    /** An expression in a text, with its type. */
    private record Typed(Type type, Position at) {}

    void text(YamlScalar scalar, Where where) {
        embedded(check(scalar, where, false));
    }

    void script(YamlScalar scalar, Where where) {
        embedded(check(scalar, where, true));
    }

    private void embedded(List<Typed> typed) {
        for (Typed each : typed) {
            switch (each.type()) {
                case Type.Thing _, Type.Listing _, Type.Nothing _ ->
                        warn(
                                each.at(),
                                "the expression gives "
                                        + Type.name(each.type())
                                        + ", which makes no sense as text",
                                "use toJSON(), or pick a value out of it");
                case Type.Any _, Type.Truth _, Type.Numeric _, Type.Textual _ -> {}
            }
        }
    }

    private void warn(Position at, String message, String mend) {
        problems.warning(at, TypeChecker.RULE, message, mend);
    }

    void condition(YamlScalar scalar, Where where) {
        String text = scalar.text();
        if (GhaTemplate.isTemplate(text)) {
            text(scalar, where);
            if (isWhole(scalar) && text.equals(text.strip())) {
                constant(scalar, text.strip().substring(3, text.strip().length() - 2));
            } else {
                problems.warning(
                        scalar.position(),
                        "condition",
                        "the condition is always true, since there is text around the braces",
                        "put the whole condition inside one pair of braces, or use none");
            }
            return;
        }
        code(scalar, text, 0, where, false);
        constant(scalar, text);
    }

    private void constant(YamlScalar scalar, String code) {
        try {
            if (Constants.isConstant(GhaParser.parse(code))) {
                problems.warning(
                        scalar.position(),
                        "condition",
                        "the condition `" + code.strip() + "` never changes",
                        "remove the `if`, or the step");
            }
        } catch (SyntaxException reported) {
            return;
        }
    }

    void flag(YamlScalar scalar, Where where) {
        if (one(scalar, where, "true or false").orElse(Type.ANY) instanceof Type type
                && !(type instanceof Type.Any)
                && !(type instanceof Type.Truth)) {
            warn(
                    scalar.position(),
                    "the expression must give a boolean but gives " + Type.name(type),
                    "compare it with something");
        }
    }

    void number(YamlScalar scalar, Where where) {
        Type type = one(scalar, where, "digits").orElse(Type.ANY);
        if (!(type instanceof Type.Any) && !(type instanceof Type.Numeric)) {
            warn(
                    scalar.position(),
                    "the expression must give a number but gives " + Type.name(type),
                    "use fromJSON() to turn text into a number");
        }
    }

    /** The type of a value that must be one expression. */
    private Optional<Type> one(YamlScalar scalar, Where where, String otherwise) {
        if (!isWhole(scalar)) {
            problems.error(
                    scalar.position(),
                    ShapeChecker.RULE,
                    "expected one expression but there is text around it",
                    "write " + otherwise + ", or one expression");
            return Optional.empty();
        }
        List<Typed> typed = check(scalar, where, false);
        return typed.size() == 1 ? Optional.of(typed.getFirst().type()) : Optional.empty();
    }

    Type whole(YamlScalar scalar, Where where, String what, Shape.Wanted wanted) {
        Type type = one(scalar, where, "a value").orElse(Type.ANY);
        boolean fits =
                type instanceof Type.Any
                        || switch (wanted) {
                            case OBJECT -> type instanceof Type.Thing;
                            case ARRAY -> type instanceof Type.Listing;
                            case TEXT_OR_ARRAY ->
                                    type instanceof Type.Listing || type instanceof Type.Textual;
                        };
        if (!fits) {
            String needed =
                    switch (wanted) {
                        case OBJECT -> "an object";
                        case ARRAY -> "a list";
                        case TEXT_OR_ARRAY -> "text or a list";
                    };
            warn(
                    scalar.position(),
                    "`"
                            + what
                            + "` needs "
                            + needed
                            + " but the expression gives "
                            + Type.name(type),
                    "");
            return Type.ANY;
        }
        return type;
    }

    void labels(YamlScalar scalar, Where where, String what) {
        if (isWhole(scalar)) {
            whole(scalar, where, what, Shape.Wanted.TEXT_OR_ARRAY);
        } else {
            text(scalar, where);
        }
    }

    /** A value of a matrix; gives its type. */
    Type free(YamlScalar scalar, Where where) {
        List<Typed> typed = check(scalar, where, false);
        if (isWhole(scalar)) {
            return typed.size() == 1 ? typed.getFirst().type() : Type.ANY;
        }
        if (GhaTemplate.isTemplate(scalar.text())) {
            return Type.TEXT;
        }
        return switch (scalar.kind()) {
            case NULL -> Type.NOTHING;
            case BOOL -> Type.TRUTH;
            case INT, FLOAT -> Type.NUMBER;
            case STR -> Type.TEXT;
        };
    }

    private List<Typed> check(YamlScalar scalar, Where where, boolean script) {
        String text = scalar.text();
        if (!GhaTemplate.isTemplate(text)) {
            return List.of();
        }
        if (where == Where.NONE) {
            problems.error(
                    scalar.position(),
                    TypeChecker.RULE,
                    "expressions are not evaluated here",
                    "write plain text");
            return List.of();
        }
        List<GhaTemplate.Part> parts;
        try {
            parts = GhaTemplate.split(text);
        } catch (SyntaxException open) {
            problems.error(
                    scalar.positionAt(open.offset()),
                    TypeChecker.RULE,
                    open.detail(),
                    "close it with }}");
            return List.of();
        }
        List<Typed> typed = new ArrayList<>();
        for (GhaTemplate.Part part : parts) {
            if (part instanceof GhaTemplate.Code(String code, int offset)) {
                code(scalar, code, offset, where, script)
                        .ifPresent(
                                type -> typed.add(new Typed(type, scalar.positionAt(offset - 3))));
            }
        }
        return typed;
    }

    /** Checks one expression; its type if nothing is wrong with it. */
    private Optional<Type> code(
            YamlScalar scalar, String code, int offset, Where where, boolean script) {
        Ast ast;
        try {
            ast = GhaParser.parse(code);
        } catch (SyntaxException bad) {
            problems.error(
                    scalar.positionAt(offset + bad.offset()), TypeChecker.RULE, bad.detail(), "");
            return Optional.empty();
        }
        TypeChecker checker = new TypeChecker(scope, where);
        Type type = checker.check(ast);
        if (script && checker.findings().isEmpty()) {
            Untrusted.check(ast, checker);
        }
        for (Finding finding : checker.findings()) {
            Position at = scalar.positionAt(offset + finding.offset());
            if (finding.fatal()) {
                problems.error(at, finding.rule(), finding.message(), finding.mend());
            } else {
                problems.warning(at, finding.rule(), finding.message(), finding.mend());
            }
        }
        return checker.findings().isEmpty() ? Optional.of(type) : Optional.empty();
    }
}
