package dev.duru.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru rehearse}. */
@Command(
        name = "rehearse",
        description = {
            "Tells what gates would have said of an earlier release, by what was measured then.",
            "Exits with 1 when one would have taken it back."
        })
final class RehearseCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(paramLabel = "RELEASE", description = "The release's number.")
    private long release;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Try the gates of this duru.yml (default: those that are in force).")
    private @Nullable Path file;

    RehearseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        try (ApiClient client = ask.client()) {
            JsonNode answer =
                    client.send(
                            "POST",
                            ask.path() + "/releases/" + release + "/rehearse",
                            file == null ? Map.of() : Map.of("manifest", read(file)));
            ask.print(answer, this::say);
            return Json.text(answer, "outcome").equals("passed") ? 0 : 1;
        }
    }

    private String read(Path named) {
        try {
            return Files.readString(surroundings.folder().resolve(named));
        } catch (IOException e) {
            throw new UncheckedIOException(named + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void say(JsonNode answer) {
        Table table = new Table();
        for (JsonNode step : answer.path("steps")) {
            for (JsonNode gate : step.path("gates")) {
                table.row(
                        step.path("percent").asInt() + "%",
                        Json.text(gate, "gate"),
                        Json.text(gate, "verdict"),
                        Json.text(gate, "reading"));
            }
        }
        table.print(surroundings.out());
        surroundings
                .out()
                .println(
                        Json.text(answer, "outcome").equals("passed")
                                ? "release " + release + " would have passed"
                                : "release "
                                        + release
                                        + " would have been taken back by "
                                        + Json.text(answer, "gate")
                                        + " at "
                                        + Json.text(answer, "at"));
    }
}
