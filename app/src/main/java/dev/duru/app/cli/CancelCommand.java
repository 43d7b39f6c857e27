package dev.duru.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru cancel}. */
@Command(
        name = "cancel",
        description = {
            "Stops a run on the server. Its jobs may clean up first;",
            "--force stops them at once."
        })
final class CancelCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(paramLabel = "RUN", description = "The run's number.")
    private long run;

    @Option(names = "--force", description = "Do not wait for steps that clean up.")
    private boolean force;

    CancelCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        try (ApiClient client = ask.client()) {
            String path = ask.path() + "/runs/" + run + "/cancel";
            JsonNode answer = client.send("POST", path, Map.of());
            if (force) {
                // The second time means it.
                answer = client.send("POST", path, Map.of());
            }
            ask.print(answer, this::say);
        }
        return 0;
    }

    private void say(JsonNode answer) {
        surroundings
                .out()
                .println(
                        "run "
                                + answer.path("number").asLong()
                                + " is "
                                + Json.text(answer, "state"));
    }
}
