package dev.duru.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru play}. */
@Command(
        name = "play",
        description = {
            "Starts a manual job of a run on the server.",
            "A run that ended without the job goes on with it and with what needs it, as another"
                    + " attempt; its other jobs keep what they made."
        })
final class PlayCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's number.")
    private long run;

    @Parameters(index = "1", paramLabel = "JOB", description = "The job's name.")
    private String job = "";

    PlayCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        try (ApiClient client = ask.client()) {
            String path = ask.path() + "/runs/" + run + "/jobs";
            JsonNode answer =
                    client.send(
                            "POST",
                            path + "/" + question(client.read(path)) + "/approve",
                            Map.of("comment", ""));
            ask.print(answer, said -> surroundings.out().println("run " + run + " starts " + job));
        }
        return 0;
    }

    /** The row that asks whether to start the job. */
    private long question(JsonNode jobs) {
        for (JsonNode each : jobs) {
            if (Json.text(each, "name").equals("start " + job)) {
                return each.path("id").asLong();
            }
        }
        throw new WrongUsage("run " + run + " has no manual job '" + job + "'");
    }
}
