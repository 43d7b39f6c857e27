package dev.duru.pipeline.vault;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.plan.VaultSecret;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.Vault;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Asks the vault that a job's variables name: {@code VAULT_SERVER_URL}, {@code VAULT_AUTH_ROLE},
 * {@code VAULT_AUTH_PATH} ({@code jwt} unless it is said), {@code VAULT_NAMESPACE}.
 */
public final class HashicorpVault implements Vault {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONGEST_ANSWER = 1 << 20;

    @Override
    public String value(VaultSecret secret, Map<String, String> variables) {
        String server = variables.getOrDefault("VAULT_SERVER_URL", "").replaceFirst("/+$", "");
        if (!server.matches("https?://.+")) {
            throw ProblemException.user(
                    secret.src()
                            + ": "
                            + secret.name()
                            + " is in a vault, but VAULT_SERVER_URL does not say where that is");
        }
        String token = Expansion.expand(secret.token(), variables);
        if (token.isEmpty()) {
            throw ProblemException.forbidden(
                    secret.src()
                            + ": the job has no token to show to the vault; changes from outside"
                            + " the project get none");
        }
        try (HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(PATIENCE)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build()) {
            Asked asked = new Asked(client, server, secret, variables);
            return asked.field(asked.signIn(token));
        }
    }

    /** One secret of one vault. */
    private record Asked(
            HttpClient client, String server, VaultSecret secret, Map<String, String> variables) {

        /** The vault's own token for the job's. */
        String signIn(String token) {
            String at = variables.getOrDefault("VAULT_AUTH_PATH", "");
            Map<String, String> body = new LinkedHashMap<>();
            body.put("jwt", token);
            String role = variables.getOrDefault("VAULT_AUTH_ROLE", "");
            if (!role.isEmpty()) {
                body.put("role", role);
            }
            String path = "/v1/auth/" + encoded(at.isEmpty() ? "jwt" : at) + "/login";
            Obj answer =
                    call(
                            request(path)
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    Json.write(Obj.ofTexts(body)))),
                            "sign in at");
            return inside(answer, "auth").at("client_token") instanceof Value.Str(String text)
                    ? text
                    : refused("has signed the job in and given it no token");
        }

        String field(String token) {
            String path = Expansion.expand(secret.path(), variables);
            String mount = encoded(Expansion.expand(secret.mount(), variables));
            String place = mount + (secret.versioned() ? "/data/" : "/") + encoded(path);
            Obj answer = call(request("/v1/" + place).header("X-Vault-Token", token).GET(), "read");
            Obj data = inside(answer, "data");
            Obj fields = secret.versioned() ? inside(data, "data") : data;
            String field = Expansion.expand(secret.field(), variables);
            return switch (fields.at(field)) {
                case Value.Str(String text) -> text;
                case Value.Num number -> Expressions.text(number);
                case Value.Bool truth -> Expressions.text(truth);
                default ->
                        throw ProblemException.notFound(
                                secret.src() + ": " + place + " has no field '" + field + "'");
            };
        }

        private HttpRequest.Builder request(String path) {
            HttpRequest.Builder request;
            try {
                request = HttpRequest.newBuilder(URI.create(server + path)).timeout(PATIENCE);
            } catch (IllegalArgumentException e) {
                throw ProblemException.user(
                        secret.src() + ": VAULT_SERVER_URL is no address: " + e.getMessage());
            }
            request.header("X-Vault-Request", "true");
            String namespace = variables.getOrDefault("VAULT_NAMESPACE", "");
            if (!namespace.isEmpty()) {
                request.header("X-Vault-Namespace", namespace);
            }
            return request;
        }

        private Obj call(HttpRequest.Builder request, String what) {
            HttpResponse<byte[]> response;
            try {
                response =
                        client.send(
                                request.build(),
                                HttpResponse.BodyHandlers.limiting(
                                        HttpResponse.BodyHandlers.ofByteArray(), LONGEST_ANSWER));
            } catch (IOException e) {
                throw ProblemException.resource(
                        secret.src() + ": the vault " + server + " cannot be reached: " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ProblemException.resource(secret.src() + ": the job was stopped");
            }
            Obj body = json(new String(response.body(), StandardCharsets.UTF_8));
            int status = response.statusCode();
            if (status == 200) {
                return body;
            }
            String said = body.at("errors") == Value.nothing() ? "" : Json.write(body.at("errors"));
            String message =
                    secret.src()
                            + ": the vault does not let the job "
                            + what
                            + " "
                            + response.uri().getPath()
                            + " for "
                            + secret.name()
                            + ": "
                            + status
                            + " "
                            + said.replaceAll("\\s+", " ");
            throw status == 404
                    ? ProblemException.notFound(message)
                    : status >= 500
                            ? ProblemException.resource(message)
                            : ProblemException.forbidden(message);
        }

        private Obj json(String text) {
            try {
                return Json.parse(text) instanceof Obj object ? object : Obj.empty();
            } catch (ExpressionException e) {
                return Obj.empty();
            }
        }

        private static Obj inside(Obj object, String key) {
            return object.at(key) instanceof Obj inner ? inner : Obj.empty();
        }

        private String refused(String what) {
            throw ProblemException.forbidden(secret.src() + ": the vault " + server + " " + what);
        }

        private static String encoded(String path) {
            return Arrays.stream(path.split("/"))
                    .filter(part -> !part.isEmpty() && !part.equals(".") && !part.equals(".."))
                    .map(part ->
                            URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                    .collect(Collectors.joining("/"));
        }
    }
}
