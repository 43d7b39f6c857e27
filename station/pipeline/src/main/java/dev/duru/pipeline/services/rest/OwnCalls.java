package dev.duru.pipeline.services.rest;

import dev.duru.pipeline.services.http.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Who calls, how often they may, and what there is. */
final class OwnCalls {
    List<Endpoint> endpoints() {
        Caller.Need nothing = Caller.Need.read("metadata");
        return List.of(
                new Endpoint("GET", "/", nothing, OwnCalls::root),
                new Endpoint("GET", "/user", nothing, OwnCalls::user),
                new Endpoint("GET", "/users/{name}", nothing, OwnCalls::named),
                new Endpoint("GET", "/rate_limit", nothing, OwnCalls::limits),
                new Endpoint("GET", "/meta", nothing, OwnCalls::meta));
    }

    private static Answer root(Call call) {
        return Answer.ok(
                Map.of(
                        "current_user_url", call.base() + "/user",
                        "rate_limit_url", call.base() + "/rate_limit",
                        "repository_url", call.base() + "/repos/{owner}/{repo}"));
    }

    private static Answer user(Call call) {
        if (call.by().isEmpty()) {
            throw new RestException(401, "Requires authentication");
        }
        return Answer.ok(Shape.user(call, call.by()));
    }

    private static Answer named(Call call) {
        return Answer.ok(Shape.user(call, call.param("name")));
    }

    /** Duru counts no calls; clients that plan by these figures are told GitHub's usual ones. */
    private static Answer limits(Call call) {
        Map<String, Object> limit =
                Map.of(
                        "limit", 5000,
                        "used", 1,
                        "remaining", 4999,
                        "reset", Instant.now().plusSeconds(3600).getEpochSecond());
        return Answer.ok(
                Map.of(
                        "resources",
                        Map.of("core", limit, "search", limit, "graphql", limit),
                        "rate",
                        limit));
    }

    private static Answer meta(Call call) {
        return Answer.ok(Map.of("verifiable_password_authentication", false));
    }
}
