package dev.duru.app.cli;

import dev.duru.kernel.ProjectName;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code duru status}. */
@Command(
        name = "status",
        description =
                "Shows what is live in each environment and the latest runs; without a project, all"
                        + " projects.")
final class StatusCommand implements Callable<Integer> {
    private static final int RUNS = 5;

    private final Surroundings surroundings;

    @Mixin private final Ask ask;

    @Parameters(
            arity = "0..1",
            paramLabel = "PROJECT",
            description = "owner/project (default: that of the git remote).")
    private @Nullable String project;

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new Ask(surroundings);
    }

    @Override
    public Integer call() {
        Optional<ProjectName> found = ask.find(project);
        try (ApiClient client = ask.client()) {
            if (found.isEmpty()) {
                ask.print(client.read("/api/v1/projects"), this::projects);
                return 0;
            }
            String path = "/api/v1/projects/" + found.get();
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("project", client.read(path));
            all.put("environments", client.read(path + "/environments"));
            all.put("runs", client.read(path + "/runs?limit=" + RUNS));
            all.put("issues", client.read(path + "/issues"));
            ask.print(JsonMapper.shared().valueToTree(all), this::show);
        }
        return 0;
    }

    private void projects(JsonNode projects) {
        if (projects.isEmpty()) {
            surroundings.out().println("there is no project that you may see");
        }
        Table table = new Table();
        for (JsonNode each : projects) {
            table.row(
                    Json.text(each, "name"),
                    each.path("public").asBoolean() ? "public" : "",
                    Json.text(each, "cloneUrl"));
        }
        table.print(surroundings.out());
    }

    private void show(JsonNode all) {
        PrintStream out = surroundings.out();
        Paint paint = new Paint(surroundings.coloured());
        out.println(paint.bold(Json.text(all.path("project"), "name")));
        Table environments = new Table();
        for (JsonNode environment : all.path("environments")) {
            JsonNode live = environment.path("live");
            JsonNode rollout = environment.path("rollout");
            JsonNode release = rollout.path("release");
            boolean rolling = release.isObject();
            environments.row(
                    "  " + Json.text(environment, "name"),
                    live.isObject() ? release(paint, live) : paint.dim("nothing live"),
                    rolling
                            ? release(paint, release)
                                    + " at "
                                    + rollout.path("percent").asInt()
                                    + " %"
                            : waiting(environment.path("waiting")),
                    Json.text(environment, "address"));
        }
        if (environments.isEmpty()) {
            out.println(paint.dim("  no environments yet: a duru.yml says where it goes"));
        }
        environments.print(out);
        Table runs = new Table();
        for (JsonNode run : all.path("runs")) {
            runs.row(
                    "  run " + run.path("number").asLong(),
                    paint.state(Json.text(run, "state")),
                    Json.text(run, "name"),
                    Json.text(run, "ref").replaceFirst("^refs/(heads|tags)/", ""),
                    Json.commit(run),
                    Json.text(run, "title"),
                    paint.dim(Json.age(run, "queuedAt")));
        }
        runs.print(out);
        Table issues = new Table();
        for (JsonNode issue : all.path("issues")) {
            if (!Json.text(issue, "state").equals("closed")) {
                issues.row(
                        "  issue " + issue.path("number").asLong(),
                        paint.state("open"),
                        Json.text(issue, "title"));
            }
        }
        issues.print(out);
    }

    private static String release(Paint paint, JsonNode release) {
        return "release "
                + release.path("number").asLong()
                + " "
                + paint.state(Json.text(release, "state"))
                + " "
                + Json.commit(release);
    }

    private static String waiting(JsonNode waiting) {
        return waiting.isEmpty()
                ? ""
                : "release "
                        + waiting.path(0).path("number").asLong()
                        + " "
                        + Json.text(waiting.path(0), "state");
    }
}
