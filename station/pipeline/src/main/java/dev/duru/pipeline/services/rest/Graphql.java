package dev.duru.pipeline.services.rest;

import dev.duru.pipeline.services.http.Answer;
import java.util.List;
import java.util.Map;

/** GraphQL as far as tools ask who they are; everything else is refused in GraphQL's own form. */
final class Graphql {
    private Graphql() {}

    static Answer answer(Call call) {
        String query = call.text("query").replaceAll("\\s+", "");
        String viewer = "(query(\\w*))?\\{viewer\\{login}}";
        if (query.matches(viewer)) {
            return Answer.ok(Map.of("data", Map.of("viewer", Map.of("login", call.by()))));
        }
        return Answer.ok(
                Map.of(
                        "errors",
                        List.of(
                                Map.of(
                                        "type",
                                        "NOT_IMPLEMENTED",
                                        "message",
                                        "Duru does not offer GitHub's GraphQL API; use the REST"
                                                + " API at GITHUB_API_URL"))));
    }
}
