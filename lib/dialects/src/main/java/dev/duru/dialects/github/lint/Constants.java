package dev.duru.dialects.github.lint;

import dev.duru.dialects.github.expr.Ast;
import dev.duru.dialects.github.expr.GhaFunction;
import java.util.Set;

/** Tells expressions that depend on nothing. */
final class Constants {
    private static final Set<GhaFunction> LOOK_AROUND =
            Set.of(
                    GhaFunction.FROM_JSON,
                    GhaFunction.HASH_FILES,
                    GhaFunction.SUCCESS,
                    GhaFunction.FAILURE,
                    GhaFunction.CANCELLED,
                    GhaFunction.ALWAYS);

    private Constants() {}

    static boolean isConstant(Ast ast) {
        return switch (ast) {
            case Ast.Literal _ -> true;
            case Ast.Name _, Ast.Property _, Ast.Index _, Ast.Star _ -> false;
            case Ast.Call call ->
                    !LOOK_AROUND.contains(call.function())
                            && call.arguments().stream().allMatch(Constants::isConstant);
            case Ast.Not _, Ast.Compare _, Ast.Logical _ ->
                    ast.children().stream().allMatch(Constants::isConstant);
        };
    }
}
