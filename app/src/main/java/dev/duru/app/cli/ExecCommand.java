package dev.duru.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru exec}. */
@Command(
        name = "exec",
        description = {
            "Runs a command once in the image and with the configuration of what is live in an"
                    + " environment, and prints what it prints.",
            "It goes on when this command is interrupted. The audit log keeps who ran what."
        })
final class ExecCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(index = "0", paramLabel = "ENVIRONMENT", description = "Such as production.")
    private String environment = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "The command and its arguments, after --.")
    private List<String> command = new ArrayList<>();

    ExecCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        try (ApiClient client = ask.client()) {
            JsonNode started =
                    client.send(
                            "POST",
                            ask.path() + "/environments/" + ApiClient.part(environment) + "/exec",
                            Map.of("command", command));
            String path = ask.path() + "/exec/" + Json.text(started, "name");
            if (!ask.json()) {
                client.events(
                        path + "/events",
                        (kind, data) -> {
                            if (kind.equals("output")) {
                                surroundings.out().println(data);
                            }
                        });
            } else {
                client.events(path + "/events", (kind, data) -> {});
            }
            JsonNode ended = client.read(path);
            ask.print(ended, task -> {});
            String reason = Json.text(ended, "reason");
            if (!reason.isEmpty()) {
                surroundings.err().println("duru: " + reason);
            }
            return Json.text(ended, "state").equals("done") ? 0 : 1;
        }
    }
}
