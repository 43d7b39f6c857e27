package dev.duru.pipeline.services.oidc;

import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.services.tokens.Pass;
import dev.duru.pipeline.state.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What an identity token says of a job: the claims of GitHub's documentation ("OpenID Connect
 * reference"), as far as Duru has what they are about.
 */
final class Claims {
    private static final Duration VALID = Duration.ofMinutes(10);
    private static final Duration SKEW = Duration.ofMinutes(5);

    private Claims() {}

    static Map<String, Object> of(
            Pass pass, RunRow run, String issuer, String audience, Instant now) {
        String repository = run.project().toString();
        String workflow = repository + "/" + run.workflow() + "@" + run.ref();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("sub", subject(pass, run));
        claims.put("aud", audience.isEmpty() ? issuer + "/" + run.project().owner() : audience);
        claims.put("iss", issuer);
        claims.put("iat", now.getEpochSecond());
        claims.put("nbf", now.minus(SKEW).getEpochSecond());
        claims.put("exp", now.plus(VALID).getEpochSecond());
        claims.put("ref", run.ref());
        claims.put("ref_type", run.ref().startsWith("refs/tags/") ? "tag" : "branch");
        claims.put("sha", run.commit());
        claims.put("repository", repository);
        claims.put("repository_owner", run.project().owner());
        claims.put("run_id", Long.toString(run.id()));
        claims.put("run_number", Long.toString(run.number()));
        claims.put("run_attempt", Integer.toString(run.attempt()));
        claims.put("actor", run.by());
        claims.put("event_name", run.event());
        claims.put("workflow", run.name());
        claims.put("workflow_ref", workflow);
        claims.put("workflow_sha", run.commit());
        claims.put("job_workflow_ref", pass.workflow().ref());
        claims.put("job_workflow_sha", pass.workflow().commit());
        claims.put("runner_environment", "self-hosted");
        claims.put("base_ref", branch(run, "base"));
        claims.put("head_ref", branch(run, "head"));
        if (!pass.environment().isEmpty()) {
            claims.put("environment", pass.environment());
        }
        return claims;
    }

    /** An environment counts before the event, the event before the ref. */
    private static String subject(Pass pass, RunRow run) {
        String repository = "repo:" + run.project();
        if (!pass.environment().isEmpty()) {
            return repository + ":environment:" + pass.environment().replace(":", "%3A");
        }
        return run.event().equals("pull_request")
                ? repository + ":pull_request"
                : repository + ":ref:" + run.ref();
    }

    private static String branch(RunRow run, String side) {
        return run.event().startsWith("pull_request")
                        && Json.parse(run.payload()) instanceof Obj event
                        && event.at("pull_request") instanceof Obj pull
                        && pull.at(side) instanceof Obj end
                        && end.at("ref") instanceof Value.Str(String ref)
                ? ref
                : "";
    }
}
