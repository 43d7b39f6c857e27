package dev.duru.app.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the command line as a person would, in folders of the test's own. */
final class Terminal {
    final Path home;
    final Path folder;
    final Map<String, String> environment = new HashMap<>();
    private boolean person;

    Terminal(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /** From now on somebody looks. */
    Terminal watched() {
        person = true;
        return this;
    }

    /** Writes the folder's workflow, in place of what was there. */
    void workflow(String text) throws IOException {
        Path workflows = Files.createDirectories(folder.resolve(".github/workflows"));
        Files.writeString(workflows.resolve("ci.yml"), text);
    }

    record Shown(int code, String out, String err) {
        JsonNode json() {
            return JsonMapper.builder().build().readTree(out);
        }
    }

    Shown run(String... args) {
        return type("", args);
    }

    /** Runs a command with something on its standard input. */
    Shown type(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings =
                new Surroundings(
                        Map.copyOf(environment),
                        folder,
                        home,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        person);
        int code = new Cli(surroundings, List.of()).run(args);
        return new Shown(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
