package dev.duru.access;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for five minutes, in memory, which passwords were right, because Git and API clients
 * send theirs with each request and Argon2id is slow on purpose. What is kept is an HMAC under a
 * key of this process, beside the kept hash it was proved against: a changed password is forgotten.
 */
final class ProvedCredentials {
    private static final int MOST = 500;
    private static final long AGE = 5 * 60 * 1000;

    private final SecretKeySpec key;
    private final Map<String, Proof> proofs =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Proof> eldest) {
                    return size() > MOST;
                }
            };

    private record Proof(String hash, long until) {}

    ProvedCredentials(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    synchronized void remember(String user, String password, String hash, long now) {
        proofs.put(id(user, password), new Proof(hash, now + AGE));
    }

    /** Whether the password was proved against this very hash, not long ago. */
    synchronized boolean knows(String user, String password, String hash, long now) {
        Proof proof = proofs.get(id(user, password));
        return proof != null && proof.until() > now && proof.hash().equals(hash);
    }

    private String id(String user, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(user.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
