package dev.duru.app;

import dev.duru.delivery.RegistryAccess.Registry;
import dev.duru.kernel.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The container engine, as Duru's own registry knows it: a name that no user can have, with a word
 * that is made anew at each start and kept nowhere. It reads every project, and changes none.
 */
final class Puller {
    private static final String NAME = "duru/pull";
    private static final Identity IDENTITY = new Identity(NAME, false, true);

    private final String word;

    Puller() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        this.word = HexFormat.of().formatHex(random);
    }

    /** The engine, when it is the one that signs in. */
    Optional<Identity> identity(String user, String password) {
        return user.equals(NAME)
                        && MessageDigest.isEqual(
                                word.getBytes(StandardCharsets.UTF_8),
                                password.getBytes(StandardCharsets.UTF_8))
                ? Optional.of(IDENTITY)
                : Optional.empty();
    }

    static boolean is(Identity identity) {
        return identity.equals(IDENTITY);
    }

    /** The registry of the Duru at an address, such as {@code http://127.0.0.1:8080}. */
    Registry registry(String url) {
        boolean plain = !url.startsWith("https://");
        String address = url.replaceFirst("^https?://", "").replaceFirst("/.*", "");
        return new Registry(address, plain, NAME, word);
    }
}
