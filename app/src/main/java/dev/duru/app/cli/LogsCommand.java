package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code duru logs}. */
@Command(
        name = "logs",
        description =
                "Shows what a deployed application prints; or with --run, what a run's jobs printed.")
final class LogsCommand implements Callable<Integer> {
    private static final long TICK_MILLIS = 500;

    private final Surroundings surroundings;

    @Mixin private final Ask ask;

    @Parameters(
            arity = "0..1",
            paramLabel = "PROJECT",
            description = "owner/project (default: that of the git remote).")
    private @Nullable String project;

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            description = "Only this environment.")
    private @Nullable String environment;

    @Option(names = "--release", paramLabel = "NUMBER", description = "Only this release.")
    private @Nullable Long release;

    @Option(
            names = {"-q", "--grep"},
            paramLabel = "TEXT",
            description = "Only lines that contain this; with --run, in all its jobs.")
    private @Nullable String text;

    @Option(names = "--regex", description = "With --run: --grep is a regular expression (RE2).")
    private boolean regex;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "COUNT",
            defaultValue = "200",
            description = "The latest so many lines (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as new lines come, until Ctrl-C or the end of the run.")
    private boolean follow;

    @Option(names = "--run", paramLabel = "NUMBER", description = "The log of this run's jobs.")
    private @Nullable Long run;

    @Option(
            names = "--job",
            paramLabel = "JOB",
            description = "With --run: only the job of this key, name or id.")
    private @Nullable String job;

    LogsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.ask = new Ask(surroundings);
    }

    @Override
    public Integer call() {
        if (job != null && run == null) {
            throw new WrongUsage("--job goes with --run");
        }
        if (regex && (run == null || text == null)) {
            throw new WrongUsage("--regex goes with --run and --grep");
        }
        if (text != null && run != null && (follow || job != null)) {
            throw new WrongUsage("--grep searches all jobs of a run, once");
        }
        ProjectName name = ask.project(project);
        try (ApiClient client = ask.client()) {
            if (run != null && text != null) {
                String query = "/search?q=" + ApiClient.part(text) + (regex ? "&regex=1" : "");
                JsonNode found = client.read("/api/v1/projects/" + name + "/runs/" + run + query);
                ask.print(found, new RunGrep(surroundings)::show);
                return found.path("count").asLong() > 0 ? 0 : 1;
            }
            if (run != null) {
                ofRun(client, "/api/v1/projects/" + name + "/runs/" + run);
            } else {
                ofApplication(client, name);
            }
        }
        return 0;
    }

    private void ofApplication(ApiClient client, ProjectName name) {
        JsonNode answer =
                client.read("/api/v1/projects/" + name + "/logs?" + query("limit=" + lines));
        if (ask.json() && !follow) {
            surroundings.out().println(answer);
            return;
        }
        answer.path("lines").forEach(this::line);
        if (follow) {
            client.events("/" + name + "/logs/live?" + query("limit=1"), this::event);
        }
    }

    private String query(String first) {
        StringJoiner query = new StringJoiner("&").add(first);
        if (environment != null) {
            query.add("environment=" + ApiClient.part(environment));
        }
        if (release != null) {
            query.add("release=" + release);
        }
        if (text != null) {
            query.add("q=" + ApiClient.part(text));
        }
        return query.toString();
    }

    private void event(String kind, String data) {
        if (kind.equals("line")) {
            try {
                line(JsonMapper.shared().readTree(data));
            } catch (JacksonException e) {
                throw ProblemException.internal("the server sent a line that is no JSON", e);
            }
        } else if (kind.equals("missed")) {
            surroundings.err().println("duru: " + data + " lines came too fast to show");
        }
    }

    private void line(JsonNode line) {
        if (ask.json()) {
            surroundings.out().println(line);
            return;
        }
        Paint paint = new Paint(surroundings.coloured());
        String head =
                Json.text(line, "at")
                        + " "
                        + Json.text(line, "environment")
                        + "/"
                        + line.path("release").asLong()
                        + "."
                        + line.path("replica").asInt();
        surroundings.out().println(paint.dim(head) + " " + Json.text(line, "text"));
    }

    private void ofRun(ApiClient client, String path) {
        List<Long> jobs = new ArrayList<>();
        for (JsonNode each : client.read(path + "/jobs")) {
            if (job == null || Json.isJob(each, job)) {
                jobs.add(each.path("id").asLong());
            }
        }
        if (jobs.isEmpty()) {
            throw ProblemException.notFound("the run has no job '" + job + "'");
        }
        if (ask.json()) {
            surroundings.out().println(client.read(path));
            return;
        }
        for (long id : jobs) {
            ofJob(client, path, id, jobs.size() > 1);
        }
    }

    private void ofJob(ApiClient client, String path, long id, boolean several) {
        Paint paint = new Paint(surroundings.coloured());
        JsonNode state = jobNow(client, path, id);
        if (several) {
            surroundings
                    .out()
                    .println(
                            paint.bold("== " + Json.text(state, "name"))
                                    + " "
                                    + paint.state(Json.text(state, "state")));
        }
        long shown = 0;
        while (true) {
            // The state first: what a job printed before its end is then in the log.
            boolean ended = jobNow(client, path, id).hasNonNull("finishedAt");
            String log = client.text(path + "/jobs/" + id + "/log?from=" + (shown + 1));
            shown += log.lines().count();
            surroundings.out().print(log);
            surroundings.out().flush();
            if (ended || !follow) {
                return;
            }
            pause();
        }
    }

    private static JsonNode jobNow(ApiClient client, String path, long id) {
        for (JsonNode each : client.read(path + "/jobs")) {
            if (each.path("id").asLong() == id) {
                return each;
            }
        }
        throw ProblemException.notFound("the run has no job " + id);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.resource("interrupted");
        }
    }
}
