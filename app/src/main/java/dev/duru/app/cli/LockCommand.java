package dev.duru.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru lock}. */
@Command(
        name = "lock",
        description = {
            "Lets nothing new into an environment, or, with --open, lets it in again.",
            "With neither a reason nor --open it shows the lock and the queue. Rollbacks go through a"
                    + " lock."
        })
final class LockCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(paramLabel = "ENVIRONMENT", description = "Such as production.")
    private String environment = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Lock, and say why; it is kept.")
    private @Nullable String reason;

    @Option(names = "--open", description = "Unlock.")
    private boolean open;

    @Option(
            names = "--let-through",
            paramLabel = "RELEASE",
            description = "Let this release through locks and freeze windows, with --reason.")
    private @Nullable Long release;

    LockCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        if (open && reason != null) {
            throw new WrongUsage("--open and --reason were both given; leave one away");
        }
        if (release != null && reason == null) {
            throw new WrongUsage("--let-through needs --reason");
        }
        String path = ask.path() + "/environments/" + ApiClient.part(environment);
        try (ApiClient client = ask.client()) {
            if (release != null) {
                client.send(
                        "POST",
                        ask.path() + "/releases/" + release + "/override",
                        Map.of("reason", String.valueOf(reason)));
            } else if (open) {
                client.send("POST", path + "/unlock", Map.of());
            } else if (reason != null) {
                client.send("POST", path + "/lock", Map.of("reason", reason));
            }
            ask.print(client.read(path + "/queue"), this::say);
        }
        return 0;
    }

    private void say(JsonNode queue) {
        JsonNode lock = queue.path("lock");
        surroundings
                .out()
                .println(
                        lock.isObject()
                                ? environment
                                        + " is locked by "
                                        + Json.text(lock, "by")
                                        + ": "
                                        + Json.text(lock, "reason")
                                : environment + " is not locked");
        Table table = new Table();
        for (JsonNode waiting : queue.path("queue")) {
            table.row(
                    waiting.path("place").asString("") + ".",
                    "release " + waiting.path("release").path("number").asLong(),
                    Json.commit(waiting.path("release")),
                    Json.text(waiting, "heldBack"));
        }
        table.print(surroundings.out());
    }
}
