package dev.duru.pipeline.services.oidc;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.JobGrants;
import dev.duru.pipeline.services.http.Credential;
import dev.duru.pipeline.services.http.JsonExchange;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.services.tokens.Pass;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.web.RawResponse;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The issuer: its document (OpenID Connect Discovery 1.0), its keys, and tokens for jobs. Its name
 * is Duru's own URL, which clouds must reach by https to fetch the keys.
 */
public final class Issuer {
    private static final int LONGEST_AUDIENCE = 1000;

    private final Database database;
    private final RunStore runs = new RunStore();
    private final SigningKeys keys;
    private final JobTokens tokens;
    private final Supplier<String> url;

    public Issuer(Database database, Sealer sealer, JobTokens tokens, Supplier<String> url) {
        this.database = database;
        this.keys = new SigningKeys(database, sealer);
        this.tokens = tokens;
        this.url = url;
    }

    public void add(Router router) {
        router.raw(
                        "GET",
                        "/.well-known/openid-configuration",
                        (request, response) -> JsonExchange.send(response, 200, document()))
                .raw(
                        "GET",
                        "/.well-known/jwks",
                        (request, response) ->
                                JsonExchange.send(response, 200, Map.of("keys", keys.published())))
                .raw("GET", "/_services/oidc/token", this::token);
    }

    /** Makes a new signing key; what the old ones signed stays valid to its end. */
    public void rotate() {
        keys.rotate();
    }

    private Map<String, Object> document() {
        String issuer = url.get();
        return Map.of(
                "issuer", issuer,
                "jwks_uri", issuer + "/.well-known/jwks",
                "subject_types_supported", List.of("public", "pairwise"),
                "response_types_supported", List.of("id_token"),
                "id_token_signing_alg_values_supported", List.of("RS256"),
                "scopes_supported", List.of("openid"),
                "claims_supported",
                        List.of(
                                "sub",
                                "aud",
                                "exp",
                                "iat",
                                "iss",
                                "jti",
                                "nbf",
                                "ref",
                                "sha",
                                "repository",
                                "repository_owner",
                                "run_id",
                                "run_number",
                                "run_attempt",
                                "actor",
                                "workflow",
                                "workflow_ref",
                                "workflow_sha",
                                "head_ref",
                                "base_ref",
                                "event_name",
                                "ref_type",
                                "environment",
                                "job_workflow_ref",
                                "job_workflow_sha",
                                "runner_environment"));
    }

    private void token(Request request, RawResponse response) {
        Optional<Pass> pass =
                Credential.of(request)
                        .flatMap(token -> tokens.find(JobTokens.Kind.IDENTITY, token));
        if (pass.isEmpty()) {
            refuse(
                    response,
                    401,
                    "ACTIONS_ID_TOKEN_REQUEST_TOKEN is of no job that runs with id-token: write");
            return;
        }
        String audience = request.query("audience").orElse("");
        if (audience.length() > LONGEST_AUDIENCE) {
            refuse(response, 400, "the audience is too long");
            return;
        }
        JsonExchange.send(response, 200, Map.of("value", signed(pass.get(), audience)));
    }

    private static void refuse(RawResponse response, int status, String message) {
        JsonExchange.send(response, status, Map.of("message", message));
    }

    private String signed(Pass pass, String audience) {
        RunRow run =
                database.read(sql -> runs.run(sql, pass.runId()))
                        .orElseThrow(() -> ProblemException.notFound("the run is gone"));
        return signed(Claims.of(pass, run, url.get(), audience, Instant.now()));
    }

    /** A token of {@code id_tokens}: who a GitLab job is, for the named ones. */
    public String token(JobGrants.Request request, List<String> audiences) {
        return signed(GitlabClaims.of(request, url.get(), audiences, Instant.now()));
    }

    private String signed(Map<String, Object> claims) {
        SigningKeys.Key key = keys.current();
        String head = JsonExchange.text(Map.of("typ", "JWT", "alg", "RS256", "kid", key.id()));
        String text = encode(head) + "." + encode(JsonExchange.text(claims));
        byte[] signature = key.sign(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
