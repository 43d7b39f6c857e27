package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code duru init}. */
@Command(
        name = "init",
        description = {
            "Writes a duru.yml for the project in the current folder: how it is packaged, a staging"
                    + " and a production environment.",
            "How it is built stays in the CI file that the project has."
        })
final class InitCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--force", description = "Replace a duru.yml that is there.")
    private boolean force;

    @Option(names = "--json", description = "Print what was found as JSON.")
    private boolean json;

    InitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path file = surroundings.folder().resolve("duru.yml");
        if (Files.exists(file) && !force) {
            throw ProblemException.conflict(
                    "there is already a duru.yml; change it, or replace it with --force");
        }
        Starter starter = Starter.detect(surroundings.folder());
        try {
            Files.writeString(file, starter.text());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
        if (json) {
            Map<String, String> answer = new LinkedHashMap<>();
            answer.put("file", file.toString());
            answer.put("kind", starter.kind());
            surroundings.out().println(JsonMapper.shared().writeValueAsString(answer));
        } else {
            surroundings
                    .out()
                    .println(
                            "duru.yml is written for a "
                                    + starter.kind()
                                    + " project; look at package and health before you push it");
        }
        return 0;
    }
}
