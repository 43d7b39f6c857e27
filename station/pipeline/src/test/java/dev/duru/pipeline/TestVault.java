package dev.duru.pipeline;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * A vault of one test: it lets in whom the keys of the issuer speak for, and has secrets in both
 * versions of the key-value engine.
 */
final class TestVault implements AutoCloseable {
    private static final String TOKEN = "hvs.of-the-vault";

    /** What was asked, with the namespace. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final Supplier<String> keys;

    /** {@code keys} gives the issuer's published keys. */
    TestVault(Supplier<String> keys) throws IOException {
        this.keys = keys;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String namespace = exchange.getRequestHeaders().getFirst("X-Vault-Namespace");
        asked.add(exchange.getRequestMethod() + " " + path + " in " + namespace);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean known = TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
        String text =
                switch (path) {
                    case "/v1/auth/jwt/login", "/v1/auth/duru/login" -> login(body);
                    case "/v1/kv-v2/data/production/db" ->
                            known ? "{\"data\":{\"data\":{\"password\":\"hunter-two\"}}}" : "";
                    case "/v1/old/cert" ->
                            known ? "{\"data\":{\"pem\":\"line one\\nline two\"}}" : "";
                    default -> "";
                };
        byte[] bytes =
                (text.isEmpty() ? "{\"errors\":[\"permission denied\"]}" : text)
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(text.isEmpty() ? 403 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String login(String body) {
        Obj asked = (Obj) Json.parse(body);
        boolean role = asked.at("role").equals(Value.of("shop"));
        boolean signed =
                asked.at("jwt") instanceof Value.Str(String jwt)
                        && claims(jwt)
                                .filter(claims -> claims.at("aud").equals(Value.of("vault")))
                                .filter(claims ->
                                        claims.at("project_path").equals(Value.of("team/shop")))
                                .isPresent();
        return role && signed ? "{\"auth\":{\"client_token\":\"" + TOKEN + "\"}}" : "";
    }

    /** What a token says, if one of the issuer's keys has signed it. */
    private Optional<Obj> claims(String jwt) {
        String[] parts = jwt.split("\\.");
        Obj header = json(parts[0]);
        Obj published = (Obj) Json.parse(keys.get());
        for (Value each : ((Value.Arr) published.at("keys")).items()) {
            Obj key = (Obj) each;
            if (key.at("kid").equals(header.at("kid")) && signs(key, parts)) {
                return Optional.of(json(parts[1]));
            }
        }
        return Optional.empty();
    }

    private static boolean signs(Obj key, String[] parts) {
        try {
            Signature check = Signature.getInstance("SHA256withRSA");
            check.initVerify(
                    KeyFactory.getInstance("RSA")
                            .generatePublic(
                                    new RSAPublicKeySpec(
                                            number(key.at("n")), number(key.at("e")))));
            check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return check.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (java.security.GeneralSecurityException e) {
            return false;
        }
    }

    private static BigInteger number(Value value) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(((Value.Str) value).value()));
    }

    private static Obj json(String part) {
        return (Obj)
                Json.parse(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    /** The variables by which jobs find it. */
    Map<String, String> variables() {
        return Map.of(
                "VAULT_SERVER_URL", url(),
                "VAULT_AUTH_ROLE", "shop",
                "VAULT_NAMESPACE", "dev");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
