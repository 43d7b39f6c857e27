package dev.duru.pipeline.builtin;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.files.Inside;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The version that a file such as {@code .nvmrc} or {@code .tool-versions} asks for. */
final class VersionFile {
    private VersionFile() {}

    static String read(BuiltinCall call, String name, String tool) {
        Path file = Inside.resolve(call.workspace(), name);
        try {
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
}
