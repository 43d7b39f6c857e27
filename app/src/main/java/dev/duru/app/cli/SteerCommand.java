package dev.duru.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The commands that say one word about what rolls out to an environment. */
abstract class SteerCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final String verb;

    @Mixin private final AskProject ask;

    @Parameters(paramLabel = "ENVIRONMENT", description = "Such as production.")
    private String environment = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept.")
    private String reason = "";

    SteerCommand(Surroundings surroundings, String verb) {
        this.surroundings = surroundings;
        this.verb = verb;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        try (ApiClient client = ask.client()) {
            JsonNode answer =
                    client.send(
                            "POST",
                            ask.path()
                                    + "/environments/"
                                    + ApiClient.part(environment)
                                    + "/"
                                    + verb,
                            Map.of("reason", reason));
            ask.print(
                    answer,
                    release ->
                            surroundings
                                    .out()
                                    .println(
                                            environment
                                                    + ": release "
                                                    + release.path("number").asLong()
                                                    + " ("
                                                    + Json.commit(release)
                                                    + ") is "
                                                    + Json.text(release, "state")));
        }
        return 0;
    }

    /** {@code duru pause}. */
    @Command(
            name = "pause",
            description = "Stops a rollout where it is, until duru resume lets it go on.")
    static final class Pause extends SteerCommand {
        Pause(Surroundings surroundings) {
            super(surroundings, "pause");
        }
    }

    /** {@code duru resume}. */
    @Command(
            name = "resume",
            description =
                    "Lets a rollout go on that was paused, or that waits at a step or after a gate.")
    static final class Resume extends SteerCommand {
        Resume(Surroundings surroundings) {
            super(surroundings, "resume");
        }
    }

    /** {@code duru abort}. */
    @Command(
            name = "abort",
            description =
                    "Gives a rollout up: all traffic goes back, and nothing is said against the image.")
    static final class Abort extends SteerCommand {
        Abort(Surroundings surroundings) {
            super(surroundings, "abort");
        }
    }

    /** {@code duru undo}. */
    @Command(
            name = "undo",
            description = {
                "Takes back the last thing that happened to an environment.",
                "A rollout is aborted; after a deployment the release before comes back; after a"
                        + " rollback the image that was taken back goes again, which needs a --reason."
            })
    static final class Undo extends SteerCommand {
        Undo(Surroundings surroundings) {
            super(surroundings, "undo");
        }
    }
}
