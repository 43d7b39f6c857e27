package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru approve}. */
@Command(
        name = "approve",
        description = {
            "Approves a release or a job that waits, or declines it.",
            "Without a number it takes the only one that waits for you. What is approved is the image"
                    + " that waits now: if it changes meanwhile, nothing is."
        })
final class ApproveCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(
            arity = "0..1",
            paramLabel = "RELEASE",
            description = "The release's number (default: the only one that waits for you).")
    private @Nullable Long release;

    @Option(names = "--comment", paramLabel = "TEXT", description = "Why; shown with the release.")
    private String comment = "";

    @Option(names = "--decline", description = "Decline it instead.")
    private boolean decline;

    ApproveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        try (ApiClient client = ask.client()) {
            JsonNode chosen = release == null ? only(client) : named(client, release);
            if (chosen.has("run")) {
                job(client, chosen);
                return 0;
            }
            String path =
                    "/api/v1/projects/"
                            + Json.text(chosen, "project")
                            + "/releases/"
                            + chosen.path("number").asLong();
            Map<String, Object> word = new LinkedHashMap<>();
            word.put("comment", comment);
            word.put("digest", Json.text(chosen, "digest"));
            JsonNode answer = client.send("POST", path + (decline ? "/decline" : "/approve"), word);
            ask.print(answer, this::say);
        }
        return 0;
    }

    /** A job of a run that waits. */
    private void job(ApiClient client, JsonNode job) {
        String path =
                "/api/v1/projects/"
                        + Json.text(job, "project")
                        + "/runs/"
                        + job.path("run").asLong()
                        + "/jobs/"
                        + job.path("id").asLong();
        JsonNode answer =
                client.send(
                        "POST",
                        path + (decline ? "/reject" : "/approve"),
                        Map.of("comment", comment));
        ask.print(
                answer,
                said ->
                        surroundings
                                .out()
                                .println((decline ? "declined " : "approved ") + describe(job)));
    }

    private JsonNode named(ApiClient client, long number) {
        return client.read(ask.path() + "/releases/" + number);
    }

    private JsonNode only(ApiClient client) {
        Optional<ProjectName> wanted = ask.find();
        List<JsonNode> waiting = new ArrayList<>();
        for (JsonNode each : client.read("/api/v1/approvals")) {
            JsonNode candidate = each.has("job") ? each.path("job") : each.path("release");
            boolean fits =
                    wanted.isEmpty()
                            || wanted.get().toString().equals(Json.text(candidate, "project"));
            if (fits && each.path("mayApprove").asBoolean()) {
                waiting.add(candidate);
            }
        }
        if (waiting.isEmpty()) {
            throw ProblemException.notFound("nothing waits for your approval");
        }
        if (waiting.size() > 1) {
            Table table = new Table();
            waiting.forEach(each -> table.row(describe(each), Json.text(each, "title")));
            table.print(surroundings.err());
            throw new WrongUsage("these wait for you; name one by its number");
        }
        return waiting.getFirst();
    }

    private void say(JsonNode answer) {
        surroundings
                .out()
                .println(
                        (decline ? "declined " : "approved ")
                                + describe(answer)
                                + "; it is now "
                                + Json.text(answer, "state"));
    }

    private static String describe(JsonNode release) {
        if (release.has("run")) {
            return Json.text(release, "project")
                    + " run "
                    + release.path("run").asLong()
                    + " job "
                    + Json.text(release, "name")
                    + " for "
                    + Json.text(release, "environment")
                    + " ("
                    + Json.commit(release)
                    + ")";
        }
        return Json.text(release, "project")
                + " release "
                + release.path("number").asLong()
                + " for "
                + Json.text(release, "environment")
                + " ("
                + Json.commit(release)
                + ")";
    }
}
