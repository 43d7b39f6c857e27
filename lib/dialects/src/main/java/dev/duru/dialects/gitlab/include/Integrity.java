package dev.duru.dialects.gitlab.include;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Checksums of remote files, such as {@code sha256-} and Base64. */
public final class Integrity {
    private Integrity() {}

    /** The checksum of a text. */
    public static String of(String text) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether a text is the one that was meant; {@code ""} fits every text. */
    public static boolean holds(String wanted, String text) {
        return wanted.isEmpty() || wanted.strip().equals(of(text));
    }
}
