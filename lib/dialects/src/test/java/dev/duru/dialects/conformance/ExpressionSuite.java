package dev.duru.dialects.conformance;

import dev.duru.dialects.github.expr.Ast;
import dev.duru.dialects.github.expr.GhaEvaluator;
import dev.duru.dialects.github.expr.GhaParser;
import dev.duru.dialects.github.expr.SyntaxException;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import java.nio.file.Path;

/** {@code suites/github-expressions}: equal kind and value, or an error where one is expected. */
public final class ExpressionSuite {
    private ExpressionSuite() {}

    public static Score run(Path corpus) {
        Score score = new Score("suites/github-expressions");
        for (Path file : Corpus.files(corpus.resolve(score.suite()), ".json")) {
            Obj groups = (Obj) Json.parse(Corpus.read(file));
            for (Obj.Member group : groups.members()) {
                int number = 0;
                for (Value each : ((Value.Arr) group.value()).items()) {
                    number++;
                    String name = file.getFileName() + ": " + group.key() + " " + number;
                    run(score, name, (Obj) each);
                }
            }
        }
        return score;
    }

    private static void run(Score score, String name, Obj each) {
        String code = ((Value.Str) each.at("expr")).value();
        Obj roots = each.at("contexts") instanceof Obj given ? given : Obj.empty();
        String got;
        try {
            got = describe(evaluate(code, roots));
        } catch (SyntaxException | ExpressionException bad) {
            got = "error";
        }
        String wanted = "error";
        if (each.at("result") instanceof Obj result) {
            wanted = ((Value.Str) result.at("kind")).value() + " " + Json.write(result.at("value"));
        }
        if (got.equals(wanted)) {
            score.pass();
        } else {
            score.fail(name + ": `" + code + "` gives " + got + " instead of " + wanted);
        }
    }

    private static Value evaluate(String code, Obj roots) {
        Ast ast = GhaParser.parse(code);
        ast.walk(part -> {
            if (part instanceof Ast.Name(String name, int offset) && !roots.has(name)) {
                throw new SyntaxException("there is no context `" + name + "`", offset);
            }
        });
        return GhaEvaluator.evaluate(ast, Contexts.of(roots));
    }

    private static String describe(Value value) {
        String kind =
                switch (value) {
                    case Value.Null _ -> "Null";
                    case Value.Bool _ -> "Boolean";
                    case Value.Num _ -> "Number";
                    case Value.Str _ -> "String";
                    case Value.Arr _ -> "Array";
                    case Obj _ -> "Object";
                };
        return kind + " " + Json.write(value);
    }
}
