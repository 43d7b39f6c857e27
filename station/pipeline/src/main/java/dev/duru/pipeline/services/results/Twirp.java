package dev.duru.pipeline.services.results;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.services.http.Credential;
import dev.duru.pipeline.services.http.JsonExchange;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.services.tokens.Pass;
import dev.duru.web.RawResponse;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Calls of the results services: Twirp, version 7, with JSON bodies. */
final class Twirp {
    private static final Logger LOG = LoggerFactory.getLogger(Twirp.class);
    private static final String PACKAGE = "/twirp/github.actions.results.api.v1.";
    private static final int BODY_LIMIT = 1 << 20;

    private final JobTokens tokens;
    private final Map<String, Map<String, Call>> services;

    /** One method of a service. */
    interface Call {
        /** The answer, a map with the fields' protobuf names. */
        Map<String, Object> answer(Pass pass, JsonNode question);
    }

    Twirp(JobTokens tokens, Map<String, Map<String, Call>> services) {
        this.tokens = tokens;
        this.services = services;
    }

    /** An error by Twirp's own name for it. */
    static final class TwirpException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int status;
        private final String code;

        TwirpException(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }

        static TwirpException invalid(String message) {
            return new TwirpException(400, "invalid_argument", message);
        }

        static TwirpException notFound(String message) {
            return new TwirpException(404, "not_found", message);
        }

        static TwirpException exists(String message) {
            return new TwirpException(409, "already_exists", message);
        }
    }

    void add(Router router) {
        router.raw("POST", PACKAGE + "{service}/{method}", this::handle);
    }

    private void handle(Request request, RawResponse response) throws IOException {
        String name = request.param("service") + "/" + request.param("method");
        try {
            Call call =
                    services.getOrDefault(request.param("service"), Map.of())
                            .get(request.param("method"));
            if (call == null) {
                LOG.warn("a job called {}, which Duru does not offer", name);
                throw new TwirpException(404, "bad_route", "Duru does not offer " + name);
            }
            Pass pass =
                    Credential.of(request)
                            .flatMap(token -> tokens.find(JobTokens.Kind.RUNTIME, token))
                            .orElseThrow(() ->
                                    new TwirpException(
                                            401,
                                            "unauthenticated",
                                            "ACTIONS_RUNTIME_TOKEN is of no job that runs"));
            JsonNode question = JsonExchange.read(request, BODY_LIMIT);
            ownRun(pass, question);
            JsonExchange.send(response, 200, call.answer(pass, question));
        } catch (TwirpException e) {
            refuse(response, e.status, e.code, String.valueOf(e.getMessage()));
        } catch (ProblemException e) {
            refuse(response, 400, "malformed", e.detail());
        }
    }

    private static void ownRun(Pass pass, JsonNode question) {
        String run = JsonExchange.field(question, "workflowRunBackendId").asString("");
        if (!run.isEmpty() && !run.equals(pass.runBackendId())) {
            throw new TwirpException(403, "permission_denied", "the token belongs to another run");
        }
    }

    private static void refuse(RawResponse response, int status, String code, String message) {
        JsonExchange.send(response, status, Map.of("code", code, "msg", message));
    }
}
