package dev.duru.pipeline.services.tokens;

import dev.duru.pipeline.services.http.JsonExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fresh secrets, and how they are kept. */
public final class Secret {
    /** By which people and scanners for leaked secrets know an installation's token. */
    static final String PREFIX = "ghs_";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private Secret() {}

    static String api() {
        StringBuilder text = new StringBuilder(PREFIX);
        for (int i = 0; i < 48; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** 256 random bits, in letters that a URL takes as they are. */
    public static String plain() {
        return encode(bytes());
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /**
     * A runtime token: a JSON Web Token, because clients read in it which run and job they belong
     * to ({@code scp}) and to which refs their caches go ({@code ac}). In the place of a signature
     * there is chance: Duru knows its tokens by their hashes and believes no claim.
     */
    static String runtime(Pass pass, String ref, Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", "duru");
        claims.put("nbf", now.minusSeconds(60).getEpochSecond());
        claims.put("exp", now.plus(Duration.ofDays(7)).getEpochSecond());
        claims.put("jti", plain());
        claims.put("scp", "Actions.Results:" + pass.runBackendId() + ":" + pass.jobBackendId());
        claims.put("ac", JsonExchange.text(List.of(Map.of("Scope", ref, "Permission", 3))));
        String text =
                encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
                        + "."
                        + encode(JsonExchange.text(claims).getBytes(StandardCharsets.UTF_8));
        return text + "." + plain();
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What is kept of a secret. */
    public static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
