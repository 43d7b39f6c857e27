package dev.duru.pipeline.services.oidc;

import dev.duru.kernel.Database;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The issuer's RSA keys: the newest signs, those retired a short while ago are still published. */
final class SigningKeys {
    private static final int BITS = 2048;
    private static final Duration PUBLISHED_AFTER = Duration.ofHours(24);

    private final Database database;
    private final Sealer sealer;

    SigningKeys(Database database, Sealer sealer) {
        this.database = database;
        this.sealer = sealer;
    }

    /** A key that signs. */
    record Key(String id, PrivateKey key) {
        /** RS256 (RFC 7518, 3.3). */
        byte[] sign(byte[] bytes) {
            try {
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(key);
                signature.update(bytes);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java signs with SHA256withRSA", e);
            }
        }
    }

    /** The key that signs now; made when there is none. */
    synchronized Key current() {
        Optional<Key> found = newest();
        if (found.isPresent()) {
            return found.get();
        }
        rotate();
        return newest().orElseThrow();
    }

    private Optional<Key> newest() {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select id, sealed from oidc_key where retired_at = 0
                                order by created_at desc limit 1
                                """)
                        .map((rs, ctx) -> open(rs.getString("id"), rs.getString("sealed")))
                        .findOne());
    }

    private Key open(String id, String sealed) {
        try {
            byte[] encoded = Base64.getDecoder().decode(sealer.open(place(id), sealed));
            return new Key(
                    id,
                    KeyFactory.getInstance("RSA")
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key " + id + " cannot be read", e);
        }
    }

    private static String place(String id) {
        return "oidc\n" + id;
    }

    /** Makes a new key, which signs from now on; the ones before are retired. */
    synchronized void rotate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            RSAPublicKey open = (RSAPublicKey) pair.getPublic();
            String id = UUID.randomUUID().toString();
            String sealed =
                    sealer.seal(
                            place(id),
                            Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
            database.update(tx -> {
                long now = tx.now().toEpochMilli();
                tx.sql().execute("update oidc_key set retired_at = ? where retired_at = 0", now);
                tx.sql()
                        .execute(
                                """
                                insert into oidc_key (id, sealed, modulus, exponent, created_at,
                                    retired_at) values (?, ?, ?, ?, ?, 0)
                                """,
                                id,
                                sealed,
                                encode(open.getModulus()),
                                encode(open.getPublicExponent()),
                                now);
            });
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java makes RSA keys", e);
        }
    }

    /** The public keys as JSON Web Keys (RFC 7517). */
    List<Map<String, Object>> published() {
        current();
        long after = Instant.now().minus(PUBLISHED_AFTER).toEpochMilli();
        return database.read(sql ->
                sql.createQuery(
                                """
                                select id, modulus, exponent from oidc_key
                                where retired_at = 0 or retired_at > :after order by created_at desc
                                """)
                        .bind("after", after)
                        .map((rs, ctx) ->
                                Map.<String, Object>of(
                                        "kty",
                                        "RSA",
                                        "alg",
                                        "RS256",
                                        "use",
                                        "sig",
                                        "kid",
                                        rs.getString("id"),
                                        "n",
                                        rs.getString("modulus"),
                                        "e",
                                        rs.getString("exponent")))
                        .list());
    }

    /** Unsigned, big-endian, without padding (RFC 7518, 2). */
    private static String encode(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int skip = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, skip, bytes.length));
    }
}
