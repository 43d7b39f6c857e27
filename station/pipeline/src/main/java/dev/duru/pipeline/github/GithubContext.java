package dev.duru.pipeline.github;

import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.state.RunRow;

/** The {@code github} context of a run; what belongs to a job is added there. */
final class GithubContext {
    private GithubContext() {}

    static Obj of(RunRow run, String serverUrl) {
        Value event = Json.parse(run.payload());
        boolean pull = run.event().startsWith("pull_request");
        String refType = run.ref().startsWith("refs/tags/") ? "tag" : "branch";
        String repository = run.project().toString();
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
                .put("workflow_ref", Value.of(repository + "/" + run.workflow() + "@" + run.ref()))
                .put("workflow_sha", Value.of(run.commit()))
                .put("action", Value.of("__run"))
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
