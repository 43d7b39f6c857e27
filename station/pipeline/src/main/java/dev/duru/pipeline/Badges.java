package dev.duru.pipeline;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import dev.duru.web.Access;
import dev.duru.web.Html;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Pictures for a README: how a branch's newest runs ended. */
final class Badges {
    private static final Access READER = Access.project(Role.READER);

    private final Pipeline pipeline;

    Badges(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    void add(Router router) {
        router.page("/{owner}/{project}/badges/{branch}/coverage.svg", READER, this::coverage)
                .page("/{owner}/{project}/badges/{branch}/pipeline.svg", READER, this::branch)
                .page(
                        "/{owner}/{project}/actions/workflows/{file}/badge.svg",
                        READER,
                        this::workflow);
    }

    /** The worst of the newest ended runs of all workflows for the branch's newest commit. */
    private Reply branch(Request request) {
        String ref = "refs/heads/" + request.param("branch");
        List<RunRow> runs =
                pipeline.runs(request.project(), RunFilter.newest(50).withRef(ref)).stream()
                        .filter(run -> run.state().isFinal())
                        .toList();
        if (runs.isEmpty()) {
            return svg("pipeline", "none");
        }
        String commit = runs.getFirst().commit();
        State worst =
                runs.stream()
                        .filter(run -> run.commit().equals(commit))
                        .map(RunRow::state)
                        .max(java.util.Comparator.comparingInt(Badges::weight))
                        .orElse(State.SKIPPED);
        return svg("pipeline", word(worst));
    }

    /** How much of the code tests reach, by the branch's newest run that says it. */
    private Reply coverage(Request request) {
        OptionalDouble percent =
                pipeline.coverage().of(request.project(), "refs/heads/" + request.param("branch"));
        return svg(
                "coverage",
                percent.isEmpty()
                        ? "unknown"
                        : String.format(Locale.ROOT, "%.1f%%", percent.getAsDouble()));
    }

    private Reply workflow(Request request) {
        ProjectName project = request.project();
        String branch = request.query("branch").orElseGet(() -> pipeline.defaultBranch(project));
        RunFilter filter =
                RunFilter.newest(20)
                        .withRef("refs/heads/" + branch)
                        .withWorkflow(WorkflowFiles.FOLDER + request.param("file"));
        return pipeline.runs(project, filter).stream()
                .filter(run -> run.state().isFinal())
                .findFirst()
                .map(run -> svg(run.name(), word(run.state())))
                .orElseGet(() -> svg(request.param("file"), "none"));
    }

    private static int weight(State state) {
        return switch (state) {
            case ERRORED -> 4;
            case FAILED -> 5;
            case CANCELLED -> 3;
            case SUCCESS -> 2;
            case SKIPPED, WAITING, QUEUED, RUNNING, CANCELLING -> 1;
        };
    }

    private static String word(State state) {
        return switch (state) {
            case SUCCESS -> "passing";
            case FAILED -> "failing";
            case ERRORED -> "errored";
            case CANCELLED -> "cancelled";
            case SKIPPED, WAITING, QUEUED, RUNNING, CANCELLING -> "none";
        };
    }

    private static Reply svg(String label, String word) {
        return Reply.bytes("image/svg+xml", picture(label, word).getBytes(StandardCharsets.UTF_8))
                .withHeader("Cache-Control", "no-cache");
    }

    static String picture(String label, String word) {
        String colour =
                switch (word) {
                    case "passing" -> "#17693b";
                    case "failing" -> "#ab1f1a";
                    case "errored" -> "#8a4a00";
                    default -> "#5b606a";
                };
        int left = width(label);
        int right = width(word);
        int whole = left + right;
        String text = Html.escape(label);
        return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="20" role="img" aria-label="%s: %s">
        <title>%s: %s</title>
        <rect width="%d" height="20" rx="4" fill="#3b3f46"/>
        <path d="M%d 0h%da4 4 0 0 1 4 4v12a4 4 0 0 1-4 4h-%dz" fill="%s"/>
        <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
        <text x="%d" y="14">%s</text><text x="%d" y="14">%s</text></g></svg>
        """
                .formatted(
                        whole,
                        text,
                        word,
                        text,
                        word,
                        whole,
                        left,
                        right - 4,
                        right - 4,
                        colour,
                        left / 2,
                        text,
                        left + right / 2,
                        word);
    }

    /** Verdana at 11 pixels has about 7 for a character. */
    private static int width(String text) {
        return Math.clamp(text.codePointCount(0, text.length()) * 7L + 12, 30, 400);
    }
}
