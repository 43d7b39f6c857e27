package dev.duru.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru environment}. */
@Command(
        name = "environment",
        description = {
            "Lists the environments of branches and merge requests, and those into which jobs have"
                    + " deployed by their own means, or stops one.",
            "To stop one that jobs made starts the job that its file names for it (on_stop)."
        })
final class EnvironmentCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Option(names = "--all", description = "Those that were stopped too.")
    private boolean all;

    @Option(names = "--stop", description = "Stop the environment.")
    private boolean stop;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only this one.")
    private @Nullable String name;

    EnvironmentCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        String wanted = name;
        if (stop && wanted == null) {
            throw new WrongUsage("--stop takes the name of one environment");
        }
        try (ApiClient client = ask.client()) {
            String path = ask.path() + "/job-environments";
            JsonNode declared = client.read(ask.path() + "/environments");
            if (stop && wanted != null && isReview(declared, wanted)) {
                JsonNode answer =
                        client.send(
                                "POST",
                                ask.path() + "/environments/" + ApiClient.part(wanted) + "/stop",
                                Map.of());
                ask.print(answer, said -> surroundings.out().println(wanted + " was stopped"));
            } else if (stop && wanted != null) {
                JsonNode answer =
                        client.send(
                                "POST", path + "/" + ApiClient.part(wanted) + "/stop", Map.of());
                ask.print(
                        answer,
                        said ->
                                surroundings
                                        .out()
                                        .println(wanted + " is " + Json.text(said, "state")));
            } else {
                ask.print(client.read(path), said -> say(said, declared, wanted));
            }
        }
        return 0;
    }

    private static boolean isReview(JsonNode environments, String name) {
        for (JsonNode each : environments) {
            if (Json.text(each, "name").equals(name)) {
                return each.path("review").isObject();
            }
        }
        return false;
    }

    private void say(JsonNode environments, JsonNode declared, @Nullable String only) {
        Table table = new Table();
        for (JsonNode each : declared) {
            String own = Json.text(each, "name");
            if (each.path("review").isObject() && (only == null || own.equals(only))) {
                long request = each.path("review").path("request").asLong();
                table.row(
                        own,
                        "available",
                        request > 0 ? "!" + request : Json.text(each.path("review"), "branch"),
                        Json.text(each, "address"));
            }
        }
        for (JsonNode each : environments) {
            boolean shown = all || only != null || !Json.text(each, "state").equals("stopped");
            if (shown && (only == null || Json.text(each, "name").equals(only))) {
                table.row(
                        Json.text(each, "name"),
                        Json.text(each, "state"),
                        "run " + each.path("run").asLong(),
                        Json.text(each, "url"));
            }
        }
        table.print(surroundings.out());
    }
}
