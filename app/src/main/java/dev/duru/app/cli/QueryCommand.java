package dev.duru.app.cli;

import java.time.Instant;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code duru query}. */
@Command(name = "query", description = "Evaluates a PromQL expression over the measurements, now.")
final class QueryCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final Ask ask;

    @Parameters(
            paramLabel = "EXPRESSION",
            description = "Such as 'sum by (code) (rate(duru_edge_requests_total[5m]))'.")
    private String expression = "";

    @Option(
            names = {"-p", "--project"},
            paramLabel = "PROJECT",
            description = "The series of owner/project (default: that of the git remote).")
    private @Nullable String project;

    @Option(
            names = "--all",
            description = "The series of all projects and of Duru itself; for administrators.")
    private boolean all;

    QueryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new Ask(surroundings);
    }

    @Override
    public Integer call() {
        if (all && project != null) {
            throw new WrongUsage("--all and --project were both given; leave one away");
        }
        String base =
                ask.find(project)
                        .filter(name -> !all)
                        .map(name -> "/api/v1/projects/" + name)
                        .orElse("/api/v1");
        try (ApiClient client = ask.client()) {
            JsonNode answer = client.read(base + "/query?query=" + ApiClient.part(expression));
            ask.print(answer, this::show);
        }
        return 0;
    }

    private void show(JsonNode answer) {
        JsonNode data = answer.path("data");
        JsonNode result = data.path("result");
        Table table = new Table();
        switch (data.path("resultType").asString("")) {
            case "scalar", "string" -> table.row(result.path(1).asString(""));
            case "matrix" -> {
                for (JsonNode series : result) {
                    table.row(name(series.path("metric")));
                    for (JsonNode point : series.path("values")) {
                        long millis = Math.round(point.path(0).asDouble() * 1000);
                        table.row("  " + Instant.ofEpochMilli(millis), point.path(1).asString(""));
                    }
                }
            }
            default -> {
                for (JsonNode series : result) {
                    table.row(
                            name(series.path("metric")), series.path("value").path(1).asString(""));
                }
            }
        }
        if (table.isEmpty()) {
            surroundings.err().println("no series fit");
        }
        table.print(surroundings.out());
    }

    private static String name(JsonNode metric) {
        StringJoiner labels = new StringJoiner(", ", "{", "}");
        metric.properties()
                .forEach(label -> {
                    if (!label.getKey().equals("__name__")) {
                        labels.add(label.getKey() + "=\"" + label.getValue().asString("") + "\"");
                    }
                });
        String name = metric.path("__name__").asString("");
        return labels.length() > 2 || name.isEmpty() ? name + labels : name;
    }
}
