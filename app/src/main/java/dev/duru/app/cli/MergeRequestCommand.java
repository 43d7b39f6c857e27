package dev.duru.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru merge-request}, or {@code duru mr}. */
@Command(
        name = "merge-request",
        aliases = "mr",
        description = {
            "Opens, lists, shows, merges and closes merge requests.",
            "create opens one for the branch of --source; list shows those that are open; show, merge"
                    + " and close take a number."
        })
final class MergeRequestCommand implements Callable<Integer> {
    private static final List<String> VERBS = List.of("create", "list", "show", "merge", "close");

    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(index = "0", paramLabel = "VERB", description = "create, list, show, merge, close")
    private String verb = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NUMBER", description = "Which one.")
    private @Nullable Long number;

    @Option(
            names = {"-s", "--source"},
            paramLabel = "BRANCH",
            description = "create: the branch to be merged.")
    private @Nullable String source;

    @Option(
            names = {"-t", "--target"},
            paramLabel = "BRANCH",
            description = "create: the branch that gets it (default: the main branch).")
    private @Nullable String target;

    @Option(names = "--title", description = "create: its title (default: the newest commit's).")
    private @Nullable String title;

    @Option(names = "--description", description = "create: more about it, in Markdown.")
    private @Nullable String description;

    @Option(names = "--draft", description = "create: not to be merged yet.")
    private boolean draft;

    @Option(
            names = "--state",
            description = "list: open, merged, closed or all (default: ${DEFAULT-VALUE}).")
    private String state = "open";

    @Option(
            names = "--method",
            description = "merge: merge, squash, rebase, fast-forward (default: the project's).")
    private @Nullable String method;

    @Option(names = "--delete-source", description = "merge: delete the source branch afterwards.")
    private boolean deleteSource;

    @Option(names = "--auto", description = "merge: as soon as its pipelines have succeeded.")
    private boolean auto;

    MergeRequestCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        if (!VERBS.contains(verb)) {
            throw new WrongUsage("'" + verb + "' is none of " + String.join(", ", VERBS));
        }
        try (ApiClient client = ask.client()) {
            String path = ask.path() + "/merge-requests";
            switch (verb) {
                case "create" -> ask.print(client.send("POST", path, proposal()), this::line);
                case "list" ->
                        ask.print(client.read(path + "?state=" + ApiClient.part(state)), this::all);
                case "show" -> ask.print(client.read(path + one()), this::whole);
                case "merge" ->
                        ask.print(client.send("POST", path + one() + "/merge", how()), this::line);
                default ->
                        ask.print(
                                client.send("PATCH", path + one(), Map.of("state", "closed")),
                                this::line);
            }
        }
        return 0;
    }

    private String one() {
        if (number == null) {
            throw new WrongUsage(verb + " takes the number of a merge request");
        }
        return "/" + number;
    }

    private Map<String, Object> proposal() {
        if (source == null) {
            throw new WrongUsage("which branch is to be merged? Name it by --source");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "source", source);
        put(body, "target", target);
        put(body, "title", title);
        put(body, "description", description);
        body.put("draft", draft);
        return body;
    }

    private Map<String, Object> how() {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "method", method);
        if (deleteSource) {
            body.put("deleteSource", true);
        }
        body.put("whenPipelineSucceeds", auto);
        return body;
    }

    private static void put(Map<String, Object> body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static Table row(Table table, JsonNode request) {
        return table.row(
                "!" + request.path("number").asLong(),
                Json.text(request, "state") + (request.path("draft").asBoolean() ? " draft" : ""),
                Json.text(request, "source") + " -> " + Json.text(request, "target"),
                Json.text(request, "title"));
    }

    private void all(JsonNode requests) {
        Table table = new Table();
        requests.forEach(request -> row(table, request));
        table.print(surroundings.out());
    }

    private void line(JsonNode request) {
        row(new Table(), request).print(surroundings.out());
        surroundings.out().println(Json.text(request, "url"));
    }

    private void whole(JsonNode answer) {
        line(answer.path("mergeRequest"));
        Table table = new Table();
        for (JsonNode check : answer.path("checks")) {
            table.row(Json.text(check, "state"), Json.text(check, "name"));
        }
        table.print(surroundings.out());
        if (answer.path("mergeable").asBoolean()) {
            surroundings.out().println("nothing stands in the way of merging it");
        }
        for (JsonNode obstacle : answer.path("obstacles")) {
            surroundings.out().println("in the way: " + Json.text(obstacle, "message"));
        }
    }
}
