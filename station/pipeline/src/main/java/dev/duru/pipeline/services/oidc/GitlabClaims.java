package dev.duru.pipeline.services.oidc;

import dev.duru.dialects.gitlab.variables.Predefined;
import dev.duru.pipeline.engine.JobGrants;
import dev.duru.pipeline.gitlab.PipelineVariables;
import dev.duru.pipeline.state.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a token of {@code id_tokens} says of a job: the payload of GitLab's documentation ("OpenID
 * Connect (OIDC) Authentication Using ID Tokens"), as far as Duru has what it is about.
 */
final class GitlabClaims {
    private static final Duration VALID = Duration.ofHours(1);
    private static final Duration SKEW = Duration.ofSeconds(5);

    private GitlabClaims() {}

    static Map<String, Object> of(
            JobGrants.Request request, String issuer, List<String> audiences, Instant now) {
        RunRow run = request.run();
        String project = run.project().toString();
        String type = run.ref().startsWith("refs/tags/") ? "tag" : "branch";
        String name = run.ref().replaceFirst("^refs/(heads|tags)/", "");
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iss", issuer);
        claims.put("aud", audiences.size() == 1 ? audiences.getFirst() : audiences);
        claims.put("sub", "project_path:" + project + ":ref_type:" + type + ":ref:" + name);
        claims.put("iat", now.getEpochSecond());
        claims.put("nbf", now.minus(SKEW).getEpochSecond());
        claims.put("exp", now.plus(VALID).getEpochSecond());
        claims.put("namespace_id", Predefined.number(run.project().owner()));
        claims.put("namespace_path", run.project().owner());
        claims.put("project_id", Predefined.number(project));
        claims.put("project_path", project);
        claims.put("user_id", Predefined.number(run.by()));
        claims.put("user_login", run.by());
        claims.put("pipeline_id", Long.toString(run.id()));
        claims.put("pipeline_source", PipelineVariables.source(run.event()));
        claims.put("job_id", Long.toString(request.jobId()));
        claims.put("ref", name);
        claims.put("ref_type", type);
        claims.put("ref_path", run.ref());
        claims.put("ref_protected", "false");
        claims.put("runner_id", 1);
        claims.put("runner_environment", "self-hosted");
        claims.put("sha", run.commit());
        claims.put(
                "ci_config_ref_uri",
                issuer + "/" + project + "//" + run.workflow() + "@" + run.ref());
        claims.put("ci_config_sha", run.commit());
        if (!request.environment().isEmpty()) {
            claims.put("environment", request.environment());
            claims.put("environment_protected", "false");
        }
        return claims;
    }
}
