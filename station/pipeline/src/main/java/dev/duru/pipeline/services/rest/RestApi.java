package dev.duru.pipeline.services.rest;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.github.PullRequests;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.CallTable;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.ReleaseStore;
import dev.duru.web.RawResponse;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes the calls of {@code /api/v3} and {@code /api/graphql}. */
public final class RestApi {
    private static final String ROOT = "/api/v3";
    private static final String HELP = "/docs/github-actions.md";

    private final JobTokens tokens;
    private final Supplier<String> url;
    private final CallTable<Endpoint> endpoints;

    RestApi(JobTokens tokens, Supplier<String> url, List<Endpoint> endpoints) {
        this.tokens = tokens;
        this.url = url;
        this.endpoints = new CallTable<>(ROOT, endpoints);
    }

    /** Where things are kept, whom tokens stand for, and how Duru is reached. */
    public record Ground(Database database, Blobs blobs, JobTokens tokens, Supplier<String> url) {}

    /**
     * All calls.
     *
     * @param artifactUrl gives an artifact's bytes to whoever has it, for a while
     */
    public static RestApi of(
            Ground ground,
            Code code,
            Issues issues,
            PullRequests pulls,
            Starts starts,
            Function<ArtifactRow, String> artifactUrl) {
        List<Endpoint> all = new ArrayList<>();
        all.addAll(new OwnCalls().endpoints());
        all.addAll(new StatusCalls(code, ground.database()).endpoints());
        all.addAll(new ContentCalls(code).endpoints());
        all.addAll(new RepositoryCalls(code).endpoints());
        all.addAll(new IssueCalls(new Conversations(issues, pulls)).endpoints());
        all.addAll(new PullCalls(pulls, code).endpoints());
        all.addAll(
                new ReleaseCalls(code, new ReleaseStore(ground.database()), ground.blobs())
                        .endpoints());
        all.addAll(new ActionsCalls(ground.database(), artifactUrl, starts).endpoints());
        return new RestApi(ground.tokens(), ground.url(), all);
    }

    /** Adds the routes. */
    public void add(Router router) {
        router.raw("*", ROOT + "/{path...}", this::handle);
        router.raw(
                "POST",
                "/api/graphql",
                (request, response) ->
                        told(request, response, () -> Graphql.answer(call(request, Map.of()))));
    }

    /** All calls that are offered, as {@code METHOD /path}. */
    List<String> offered() {
        return endpoints.names();
    }

    private void handle(Request request, RawResponse response) throws IOException {
        told(request, response, () -> answer(request));
    }

    private Call call(Request request, Map<String, String> params) {
        return new Call(request, Caller.of(request, tokens), url.get() + ROOT, params);
    }

    private Answer answer(Request request) {
        Optional<CallTable.Match<Endpoint>> match = endpoints.find(request);
        if (match.isPresent()) {
            Endpoint endpoint = match.get().call();
            Call call = call(request, match.get().params());
            if (match.get().params().containsKey("owner")) {
                call.caller().check(project(call), endpoint.need());
            }
            return endpoint.handler().handle(call);
        }
        // Whoever may not call at all learns nothing of what there is.
        call(request, Map.of());
        throw new RestException(404, endpoints.unknown(request));
    }

    private static ProjectName project(Call call) {
        try {
            return call.project();
        } catch (ProblemException e) {
            throw RestException.notFound();
        }
    }

    private void told(Request request, RawResponse response, Supplier<Answer> work)
            throws IOException {
        response.header("X-GitHub-Media-Type", "github.v3; format=json")
                .header("X-GitHub-Request-Id", UUID.randomUUID().toString())
                .header("X-RateLimit-Limit", "5000")
                .header("X-RateLimit-Remaining", "4999");
        Answer answer;
        try {
            answer = work.get();
        } catch (RestException e) {
            answer = refusal(e.status(), String.valueOf(e.getMessage()), e.errors());
        } catch (ProblemException e) {
            answer =
                    refusal(
                            switch (e.code()) {
                                case USER -> 422;
                                case UNAUTHENTICATED -> 401;
                                case FORBIDDEN -> 403;
                                case NOT_FOUND -> 404;
                                case CONFLICT -> 409;
                                case RESOURCE -> 503;
                                case INTERNAL -> 500;
                            },
                            e.detail(),
                            List.of());
        }
        answer.send(request, response);
    }

    private Answer refusal(int status, String message, List<Map<String, Object>> errors) {
        Map<String, Object> body =
                Shape.of("message", message, "documentation_url", url.get() + HELP);
        if (!errors.isEmpty()) {
            body.put("errors", errors);
        }
        body.put("status", Integer.toString(status));
        return new Answer(status, body, Map.of(), null);
    }
}
