package dev.duru.oci;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Answers a registry's {@code WWW-Authenticate}: Basic at once, Bearer by asking the token server
 * it names. Tokens are kept for each scope. Credentials go over plain HTTP only to the registry
 * itself when that is spoken to by plain HTTP.
 */
final class RegistryAuth {
    private static final Pattern PARAMETER = Pattern.compile("([A-Za-z_]+)\\s*=\\s*\"([^\"]*)\"");

    private final HttpClient http;
    private final URI registry;
    private final @Nullable String basic;
    private final Map<String, String> headers = new ConcurrentHashMap<>();

    RegistryAuth(HttpClient http, URI registry, RegistryClient.@Nullable Credentials credentials) {
        this.http = http;
        this.registry = registry;
        this.basic = credentials == null ? null : basic(credentials);
    }

    /** The header known to work for this scope, if any. */
    Optional<String> header(String scope) {
        return Optional.ofNullable(headers.get(scope));
    }

    /** Learns from a 401; true if it is worth asking again. */
    boolean learn(String scope, HttpResponse<?> refused) throws IOException, InterruptedException {
        String before = headers.get(scope);
        for (String challenge : refused.headers().allValues("WWW-Authenticate")) {
            String scheme = challenge.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
            String answer =
                    switch (scheme) {
                        case "basic" -> basic;
                        case "bearer" -> bearer(challenge, scope);
                        default -> null;
                    };
            if (answer != null && !answer.equals(before)) {
                headers.put(scope, answer);
                return true;
            }
        }
        return false;
    }

    private @Nullable String bearer(String challenge, String scope)
            throws IOException, InterruptedException {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(challenge);
        while (matcher.find()) {
            parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2));
        }
        String realm = parameters.get("realm");
        if (realm == null) {
            return null;
        }
        StringBuilder url = new StringBuilder(realm).append(realm.contains("?") ? '&' : '?');
        url.append("scope=").append(encode(parameters.getOrDefault("scope", scope)));
        String service = parameters.get("service");
        if (service != null) {
            url.append("&service=").append(encode(service));
        }
        URI uri = URI.create(url.toString());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).GET();
        if (basic != null) {
            if (!"https".equals(uri.getScheme()) && !sameHost(uri)) {
                throw new RegistryException(
                        401,
                        registry + " sends to a token server without TLS: " + realm + "; refused",
                        null);
            }
            request.header("Authorization", basic);
        }
        HttpResponse<byte[]> response =
                http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new RegistryException(
                    response.statusCode(),
                    "the token server "
                            + realm
                            + " answered "
                            + response.statusCode()
                            + "; check user and password",
                    null);
        }
        JsonNode body = OciJson.parse(response.body(), "answer of the token server");
        String token = OciJson.text(body, "token", "token server");
        String access = token != null ? token : OciJson.text(body, "access_token", "token server");
        return access == null ? null : "Bearer " + access;
    }

    private boolean sameHost(URI uri) {
        return "http".equals(registry.getScheme())
                && registry.getHost() != null
                && registry.getHost().equals(uri.getHost());
    }

    private static String basic(RegistryClient.Credentials credentials) {
        String pair = credentials.user() + ":" + credentials.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
