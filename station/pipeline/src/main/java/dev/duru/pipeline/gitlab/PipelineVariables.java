package dev.duru.pipeline.gitlab;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.gitlab.variables.Predefined;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.state.RunRow;
import java.util.ArrayList;
import java.util.List;

/** The variables that GitLab defines for a pipeline, from the run that it is. */
public final class PipelineVariables {
    /** In the event of a run that a job of another project has started: where it comes from. */
    public static final String UPSTREAM = "upstream";

    /** In the event of such a run: the inputs of its file's header. */
    public static final String INPUTS = "pipeline_inputs";

    /**
     * In the event of a run that a trigger token has started: the beginning of the token, and what
     * was sent with it.
     */
    public static final String TRIGGER = "trigger";

    /** In the event of a run that tests a release: the only job that is wanted. */
    public static final String ONLY = "only_job";

    /** GitLab cuts what releases say at this length. */
    private static final int LONGEST_RELEASE = 1024;

    private PipelineVariables() {}

    static List<Variable> of(RunRow run, String serverUrl, GitlabPlans.Code code) {
        Value payload = Json.parse(run.payload());
        Obj event = payload instanceof Obj object ? object : Obj.empty();
        Obj head = event.at("head_commit") instanceof Obj commit ? commit : Obj.empty();
        Obj author = head.at("author") instanceof Obj person ? person : Obj.empty();
        String before = text(event.at("before"));
        String message = text(head.at("message"));
        String open = text(event.at("open"));
        Predefined.Project project =
                new Predefined.Project(
                        serverUrl, run.project().toString(), code.defaultBranch(), code.open());
        List<Variable> all = new ArrayList<>();
        all.addAll(
                Predefined.of(
                        project,
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
                                run.workflow())));
        all.add(Variable.raw("CI_PIPELINE_CREATED_AT", run.queuedAt().toString()));
        if (isMergeRequest(run) && event.at("pull_request") instanceof Obj request) {
            all.addAll(
                    Predefined.mergeRequest(
                            project, request(request, text(event.at("diff_base")))));
            open = project.path() + "!" + text(request.at("number"));
        }
        if (run.debug()) {
            all.add(Variable.raw("CI_DEBUG_TRACE", "true"));
        }
        code.release()
                .map(text -> text.substring(0, Math.min(text.length(), LONGEST_RELEASE)))
                .ifPresent(text -> all.add(Variable.raw("CI_RELEASE_DESCRIPTION", text)));
        if (event.at(TRIGGER) instanceof Obj trigger) {
            all.add(Variable.raw("CI_TRIGGER_SHORT_TOKEN", text(trigger.at("token"))));
            String body = text(trigger.at("body"));
            if (!body.isEmpty()) {
                all.add(new Variable("TRIGGER_PAYLOAD", body, false, true, false));
            }
        }
        if (event.at(UPSTREAM) instanceof Obj upstream) {
            String path = text(upstream.at("project"));
            all.add(Variable.raw("CI_UPSTREAM_PROJECT_ID", Predefined.number(path)));
            all.add(Variable.raw("CI_UPSTREAM_PIPELINE_ID", text(upstream.at("pipeline"))));
            all.add(Variable.raw("CI_UPSTREAM_JOB_ID", text(upstream.at("job"))));
        }
        if (!open.isEmpty()) {
            all.add(Variable.raw("CI_OPEN_MERGE_REQUESTS", open));
        }
        return all;
    }

    private static boolean isMergeRequest(RunRow run) {
        return run.event().equals("merge_request_event");
    }

    /** Whether GitLab compares what a run's event changed with what was there before. */
    static boolean compares(RunRow run) {
        return run.event().equals("push") || isMergeRequest(run);
    }

    private static Predefined.MergeRequest request(Obj request, String base) {
        return new Predefined.MergeRequest(
                text(request.at("number")),
                text(request.at("title")),
                text(request.at("body")),
                branch(request, "head"),
                branch(request, "base"),
                base,
                request.at("draft") == Value.Bool.TRUE);
    }

    private static String branch(Obj request, String side) {
        return request.at(side) instanceof Obj end ? text(end.at("ref")) : "";
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.Str(String text) -> text;
            case Value.Num number -> Expressions.text(number);
            default -> "";
        };
    }

    /** {@code CI_PIPELINE_SOURCE} for the events that Duru knows. */
    public static String source(String event) {
        return switch (event) {
            case "workflow_dispatch" -> "web";
            case "repository_dispatch" -> "trigger";
            case "schedule" -> "schedule";
            case "pull_request", "pull_request_target" -> "merge_request_event";
            default -> event;
        };
    }
}
