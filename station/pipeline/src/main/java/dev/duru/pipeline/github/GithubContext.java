package dev.duru.pipeline.github;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.engine.PlanSource;
import dev.duru.pipeline.state.RunRow;

/** The {@code github} context of a run; what belongs to a job is added there. */
final class GithubContext {
    private GithubContext() {}

    static Obj of(RunRow run, String serverUrl) {
        Value event = Json.parse(run.payload());
        boolean pull = run.event().startsWith("pull_request");
        String refType = run.ref().startsWith("refs/tags/") ? "tag" : "branch";
        String repository = run.project().toString();
        String workflow = repository + "/" + run.workflow() + "@" + run.ref();
        return Obj.builder()
                .put("actor", Value.of(run.by()))
                .put("triggering_actor", Value.of(run.triggeredBy()))
                .put("api_url", Value.of(serverUrl + "/api/v3"))
                .put("graphql_url", Value.of(serverUrl + "/api/graphql"))
                .put("server_url", Value.of(serverUrl))
                .put("base_ref", Value.of(pull ? branch(event, "base") : ""))
                .put("head_ref", Value.of(pull ? branch(event, "head") : ""))
                .put("event", event)
                .put("event_name", Value.of(run.event()))
                .put("ref", Value.of(run.ref()))
                .put("ref_name", Value.of(run.refName()))
                .put("ref_type", Value.of(refType))
                .put("ref_protected", Value.of(false))
                .put("repository", Value.of(repository))
                .put("repository_owner", Value.of(run.project().owner()))
                .put("repositoryUrl", Value.of(serverUrl + "/" + repository + ".git"))
                .put("retention_days", Value.of("90"))
                .put("run_id", Value.of(Long.toString(run.id())))
                .put("run_number", Value.of(Long.toString(run.number())))
                .put("sha", Value.of(run.commit()))
                .put("workflow", Value.of(run.name()))
                .put("workflow_ref", Value.of(workflow))
                .put("workflow_sha", Value.of(run.commit()))
                .put("job_workflow_ref", Value.of(workflow))
                .put("job_workflow_sha", Value.of(run.commit()))
                .put("action", Value.of("__run"))
                .build();
    }

    /** The context within a called workflow, whose file it names. */
    static Obj within(Obj github, String ref, PlanSource.Called called) {
        String caller = Expressions.text(github.at("job_workflow_ref"));
        boolean beside = ref.startsWith("./");
        String path = beside ? ref.substring(2) : ref.replaceFirst("^[^/]+/[^/]+/", "");
        path = beside || path.lastIndexOf('@') < 0 ? path : path.substring(0, path.indexOf('@'));
        String name =
                called.ref().isEmpty() ? caller.substring(caller.indexOf('@') + 1) : called.ref();
        return github.toBuilder()
                .put(
                        "job_workflow_ref",
                        Value.of(called.home().repository() + "/" + path + "@" + name))
                .put("job_workflow_sha", Value.of(called.home().commit()))
                .build();
    }

    private static String branch(Value event, String side) {
        return event instanceof Obj object
                        && object.at("pull_request") instanceof Obj pull
                        && pull.at(side) instanceof Obj end
                        && end.at("ref") instanceof Value.Str(String ref)
                ? ref
                : "";
    }
}
