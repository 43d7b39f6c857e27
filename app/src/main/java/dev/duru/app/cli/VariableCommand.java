package dev.duru.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru variable}. */
@Command(
        name = "variable",
        description = {
            "Lists the variables of a project, or sets or removes one.",
            "Jobs see them as vars.NAME. Everybody who may read the project sees them: what must stay"
                    + " hidden is a secret."
        })
final class VariableCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME[=VALUE]",
            description = "With a value, the variable to set (default: all are listed).")
    private @Nullable String assignment;

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            description = "Only for jobs that enter this environment; review/* for all such names.")
    private String environment = "";

    @Option(names = "--protected", description = "Only for protected branches and tags.")
    private boolean isProtected;

    @Option(names = "--masked", description = "Logs hide the value.")
    private boolean masked;

    @Option(names = "--file", description = "GitLab jobs see the path of a file with the value.")
    private boolean file;

    @Option(names = "--remove", description = "Remove the variable.")
    private boolean remove;

    VariableCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        String wanted = assignment;
        int equals = wanted == null ? -1 : wanted.indexOf('=');
        if (remove && (wanted == null || equals >= 0)) {
            throw new WrongUsage("--remove takes the name of one variable");
        }
        try (ApiClient client = ask.client()) {
            String path = ask.path() + "/variables";
            JsonNode answer;
            if (remove && wanted != null) {
                answer =
                        client.send(
                                "DELETE",
                                path
                                        + "/"
                                        + ApiClient.part(wanted)
                                        + "?environment="
                                        + ApiClient.part(environment),
                                Map.of());
            } else if (wanted != null && equals >= 0) {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("value", wanted.substring(equals + 1));
                body.put("environment", environment);
                body.put("protected", isProtected);
                body.put("masked", masked);
                body.put("file", file);
                answer =
                        client.send(
                                "PUT",
                                path + "/" + ApiClient.part(wanted.substring(0, equals)),
                                body);
            } else {
                answer = client.read(path);
            }
            ask.print(answer, said -> say(said, equals < 0 && !remove ? wanted : null));
        }
        return 0;
    }

    private void say(JsonNode variables, @Nullable String only) {
        Table table = new Table();
        for (JsonNode each : variables) {
            if (only == null || Json.text(each, "name").equalsIgnoreCase(only)) {
                table.row(
                        Json.text(each, "name"),
                        Json.text(each, "environment"),
                        Json.text(each, "value"));
            }
        }
        table.print(surroundings.out());
    }
}
