package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru promote}. */
@Command(
        name = "promote",
        description = {
            "Sends an image to an environment: the one of an earlier release, or any by digest.",
            "Without either it takes what is live in the environment before."
        })
final class PromoteCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(paramLabel = "ENVIRONMENT", description = "Where it goes, such as production.")
    private String environment = "";

    @Option(
            names = "--release",
            paramLabel = "NUMBER",
            description = "Take the image of this release, of any environment.")
    private @Nullable Long release;

    @Option(names = "--digest", paramLabel = "DIGEST", description = "Take this image, sha256:….")
    private @Nullable String digest;

    @Option(
            names = "--override",
            paramLabel = "REASON",
            description = "Send it although it is in quarantine.")
    private @Nullable String override;

    PromoteCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        if (release != null && digest != null) {
            throw new WrongUsage("--release and --digest were both given; leave one away");
        }
        String path = ask.path() + "/environments/";
        try (ApiClient client = ask.client()) {
            Map<String, Object> body = new LinkedHashMap<>();
            if (release != null) {
                body.put("release", release);
            } else {
                body.put("digest", digest != null ? digest : before(client, path));
            }
            if (override != null) {
                body.put("override", override);
            }
            JsonNode made =
                    client.send("POST", path + ApiClient.part(environment) + "/promote", body);
            ask.print(
                    made,
                    answer ->
                            surroundings
                                    .out()
                                    .println(
                                            "release "
                                                    + answer.path("number").asLong()
                                                    + " ("
                                                    + Json.commit(answer)
                                                    + ") goes to "
                                                    + environment
                                                    + "; it is "
                                                    + Json.text(answer, "state")));
        }
        return 0;
    }

    /** The digest that is live in the environment that this one comes after. */
    private String before(ApiClient client, String path) {
        String entrance = Json.text(client.read(path + ApiClient.part(environment)), "entrance");
        if (!entrance.startsWith("after ")) {
            throw new WrongUsage(
                    environment + " comes after no other environment; give --release or --digest");
        }
        String previous = entrance.substring("after ".length());
        JsonNode live = client.read(path + ApiClient.part(previous)).path("live");
        if (!live.isObject()) {
            throw ProblemException.notFound("nothing is live in " + previous);
        }
        return Json.text(live, "digest");
    }
}
