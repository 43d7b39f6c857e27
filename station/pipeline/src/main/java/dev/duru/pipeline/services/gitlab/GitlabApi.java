package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.services.http.CallTable;
import dev.duru.pipeline.services.http.Fields;
import dev.duru.pipeline.services.rest.Code;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.web.RawResponse;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Takes the calls of {@code /api/v4}. */
public final class GitlabApi {
    static final String ROOT = "/api/v4";
    private static final int BODY_LIMIT = 32 << 20;

    private final Ground ground;
    private final CallTable<Offer> offers;

    /** Where things are kept, whom tokens stand for, and how Duru is reached. */
    public record Ground(
            Database database, Blobs blobs, JobTokens tokens, Supplier<String> url, Code code) {}

    private GitlabApi(Ground ground, List<Offer> offers) {
        this.ground = ground;
        this.offers = new CallTable<>(ROOT, offers);
    }

    /** All calls. */
    public static GitlabApi of(Ground ground, Runs runs) {
        List<Offer> all = new ArrayList<>();
        Found found = new Found(ground.database());
        all.addAll(new ProjectCalls(ground.code()).offers());
        all.addAll(new RepositoryCalls(ground.code()).offers());
        all.addAll(new StatusCalls(ground.code(), ground.database()).offers());
        all.addAll(new ArtifactCalls(ground, found).offers());
        all.addAll(new RunCalls(found, runs).offers());
        all.addAll(new PackageCalls(ground).offers());
        all.addAll(new ReleaseCalls(Releases.of(ground), ground.code()).offers());
        all.addAll(new TriggerCalls(ground, runs).offers());
        all.addAll(new ResourceGroupCalls(ground.database(), runs).offers());
        all.addAll(new EnvironmentCalls(ground.database(), runs).offers());
        return new GitlabApi(ground, all);
    }

    /** Adds the routes. */
    public void add(Router router) {
        router.raw("*", ROOT + "/{path...}", this::handle);
    }

    /** All calls that are offered, as {@code METHOD /path}. */
    List<String> offered() {
        return offers.names();
    }

    private void handle(Request request, RawResponse response) throws IOException {
        response.header("X-Request-Id", UUID.randomUUID().toString());
        Answer answer;
        try {
            answer = answer(request);
        } catch (GitlabException e) {
            answer = refusal(e.status(), String.valueOf(e.getMessage()));
        } catch (ProblemException e) {
            answer =
                    refusal(
                            switch (e.code()) {
                                case USER -> 400;
                                case UNAUTHENTICATED -> 401;
                                case FORBIDDEN -> 403;
                                case NOT_FOUND -> 404;
                                case CONFLICT -> 409;
                                case RESOURCE -> 503;
                                case INTERNAL -> 500;
                            },
                            e.detail());
        }
        answer.send(request, response);
    }

    /** GitLab's clients look at the one or at the other. */
    private static Answer refusal(int status, String message) {
        return new Answer(status, Map.of("message", message, "error", message), Map.of(), null);
    }

    private Answer answer(Request request) {
        Optional<CallTable.Match<Offer>> match = offers.find(request);
        if (match.isPresent()) {
            return answer(request, match.get().call(), match.get().params());
        }
        // Whoever may not call at all learns nothing of what there is.
        Client.of(request, Fields.ofQuery(request), ground.tokens(), ground.code());
        throw new GitlabException(404, "404 Not Found - " + offers.unknown(request));
    }

    private Answer answer(Request request, Offer offer, Map<String, String> params) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        Fields fields =
                offer.body() && !reads ? Fields.of(request, BODY_LIMIT) : Fields.ofQuery(request);
        Client client = Client.of(request, fields, ground.tokens(), ground.code());
        Ask ask = new Ask(request, client, fields, ground.url().get(), params, ground.code());
        boolean ofProject = offer.path().text().startsWith("/projects/{id}");
        if (ofProject && !offer.need().equals(Client.Need.NOTHING)) {
            client.check(ask.project(), offer.need());
        }
        return offer.handler().handle(ask);
    }
}
