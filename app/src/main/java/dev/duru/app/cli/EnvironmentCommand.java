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
            "Lists the environments into which jobs have deployed by their own means, such as"
                    + " review/BRANCH, or stops one.",
            "To stop one starts the job that its file names for it (on_stop)."
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
            if (stop && wanted != null) {
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
                ask.print(client.read(path), said -> say(said, wanted));
            }
        }
        return 0;
    }

    private void say(JsonNode environments, @Nullable String only) {
        Table table = new Table();
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
