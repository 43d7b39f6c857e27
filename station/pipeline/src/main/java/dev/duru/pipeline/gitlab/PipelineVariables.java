package dev.duru.pipeline.gitlab;

import dev.duru.dialects.gitlab.variables.Predefined;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.state.RunRow;
import java.util.List;

/** The variables that GitLab defines for a pipeline, from the run that it is. */
final class PipelineVariables {
    private PipelineVariables() {}

    static List<Variable> of(RunRow run, String serverUrl, String defaultBranch) {
        Value payload = Json.parse(run.payload());
        Obj event = payload instanceof Obj object ? object : Obj.empty();
        Obj head = event.at("head_commit") instanceof Obj commit ? commit : Obj.empty();
        Obj author = head.at("author") instanceof Obj person ? person : Obj.empty();
        String before = text(event.at("before"));
        String message = text(head.at("message"));
        return Predefined.of(
                new Predefined.Project(serverUrl, run.project().toString(), defaultBranch),
                new Predefined.Commit(
                        run.commit(),
                        before.matches("0*") ? "" : before,
                        message.isEmpty() ? run.title() : message,
                        text(author.at("name")),
                        text(head.at("timestamp"))),
                new Predefined.Pipeline(
                        run.id(),
                        run.number(),
                        source(run.event()),
                        run.ref(),
                        run.by(),
                        run.workflow()));
    }

    private static String text(Value value) {
        return value instanceof Value.Str(String text) ? text : "";
    }

    /** {@code CI_PIPELINE_SOURCE} for the events that Duru knows. */
    static String source(String event) {
        return switch (event) {
            case "workflow_dispatch" -> "web";
            case "repository_dispatch" -> "trigger";
            case "schedule" -> "schedule";
            case "pull_request", "pull_request_target" -> "merge_request_event";
            default -> event;
        };
    }
}
