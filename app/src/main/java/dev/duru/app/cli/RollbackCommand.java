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

/** {@code duru rollback}. */
@Command(
        name = "rollback",
        description =
                "Takes the release of an environment back: a rollout is stopped, else the last good"
                        + " release returns.")
final class RollbackCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(paramLabel = "ENVIRONMENT", description = "Such as production.")
    private String environment = "";

    @Option(
            names = "--to",
            paramLabel = "RELEASE",
            description = "Return to this release (default: the last good one).")
    private @Nullable Long to;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept.")
    private String reason = "";

    RollbackCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        String path = ask.path();
        try (ApiClient client = ask.client()) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("reason", reason);
            if (to != null) {
                body.put("digest", Json.text(client.read(path + "/releases/" + to), "digest"));
            }
            JsonNode answer =
                    client.send(
                            "POST",
                            path + "/environments/" + ApiClient.part(environment) + "/rollback",
                            body);
            ask.print(
                    answer,
                    release ->
                            surroundings
                                    .out()
                                    .println(
                                            environment
                                                    + " goes back: release "
                                                    + release.path("number").asLong()
                                                    + " ("
                                                    + Json.commit(release)
                                                    + ") is "
                                                    + Json.text(release, "state")));
        }
        return 0;
    }
}
