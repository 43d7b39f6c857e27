package dev.duru.pipeline.builtin;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.files.Inside;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The version that a file such as {@code .nvmrc} or {@code .tool-versions} asks for. */
final class VersionFile {
    private static final Value NOTHING = Value.nothing();

    private VersionFile() {}

    static String read(BuiltinCall call, String name, String tool) {
        Path file = Inside.resolve(call.workspace(), name);
        try {
            if (name.endsWith("package.json")) {
                return ofPackage(Files.readString(file, StandardCharsets.UTF_8), name);
            }
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String text = line.replaceFirst("#.*", "").strip();
                if (name.endsWith(".tool-versions")) {
                    if (text.startsWith(tool)) {
                        return text.substring(text.indexOf(' ') + 1).strip();
                    }
                } else if (name.endsWith("go.mod")) {
                    if (text.startsWith("go ")) {
                        return text.substring(3).strip();
                    }
                } else if (!text.isEmpty()) {
                    return text;
                }
            }
        } catch (IOException e) {
            throw ProblemException.user(
                    "the file '" + name + "' cannot be read; is a checkout step missing?");
        }
        throw ProblemException.user("the file '" + name + "' names no version of " + tool);
    }

    /** {@code volta.node}, else {@code engines.node}, as actions/setup-node reads it. */
    private static String ofPackage(String text, String name) {
        try {
            if (Json.parse(text) instanceof Obj all) {
                for (String group : List.of("volta", "engines")) {
                    if (all.at(group) instanceof Obj tools && !tools.at("node").equals(NOTHING)) {
                        return Expressions.text(tools.at("node"));
                    }
                }
            }
        } catch (ExpressionException e) {
            throw ProblemException.user("the file '" + name + "' is no JSON: " + e.getMessage());
        }
        throw ProblemException.user(
                "the file '" + name + "' names no version of node in volta or engines");
    }
}
