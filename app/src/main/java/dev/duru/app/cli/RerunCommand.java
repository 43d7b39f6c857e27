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

/** {@code duru rerun}. */
@Command(
        name = "rerun",
        description = {
            "Runs the jobs of a run on the server again, as another attempt of it.",
            "Jobs that are not run again keep their results, outputs and artifacts."
        })
final class RerunCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final AskProject ask;

    @Parameters(paramLabel = "RUN", description = "The run's number.")
    private long run;

    @Option(
            names = "--failed",
            description = "Only the jobs that did not succeed, and all that need them.")
    private boolean failed;

    @Option(
            names = {"-j", "--job"},
            paramLabel = "JOB",
            description = "Only this job, by its name or id, and all that need it.")
    private @Nullable String job;

    @Option(names = "--debug", description = "Print what helps to find errors.")
    private boolean debug;

    RerunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new AskProject(surroundings);
    }

    @Override
    public Integer call() {
        String wanted = job;
        if (failed && wanted != null) {
            throw new WrongUsage("--failed and --job exclude each other");
        }
        try (ApiClient client = ask.client()) {
            String path = ask.path() + "/runs/" + run;
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("debug", debug);
            if (wanted != null) {
                body.put("job", id(client.read(path + "/jobs"), wanted));
            } else {
                body.put("only", failed ? "failed" : "all");
            }
            JsonNode answer = client.send("POST", path + "/rerun", body);
            ask.print(answer, this::say);
        }
        return 0;
    }

    private long id(JsonNode jobs, String wanted) {
        for (JsonNode each : jobs) {
            if (Json.isJob(each, wanted)) {
                return each.path("id").asLong();
            }
        }
        throw new WrongUsage("run " + run + " has no job '" + wanted + "'");
    }

    private void say(JsonNode answer) {
        surroundings
                .out()
                .println(
                        "run "
                                + answer.path("number").asLong()
                                + " runs again, attempt "
                                + answer.path("attempt").asLong());
    }
}
