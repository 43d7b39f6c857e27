package dev.duru.logs.errors;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * An error with the way that led to it.
 *
 * @param language java, python, javascript or go
 * @param type such as {@code java.lang.IllegalStateException}; with its causes behind {@code <-}
 * @param message what it says; differs from time to time
 * @param frames functions, the innermost first, without what differs between builds
 * @param text the lines as they were
 */
public record Failure(
        String language, String type, String message, List<String> frames, String text) {
    private static final int COMPARED = 8;
    private static final int DIGITS = 16;

    /** The same for the same error: made of its type and the innermost functions. */
    public String fingerprint() {
        List<String> innermost = frames.subList(0, Math.min(COMPARED, frames.size()));
        String all = language + "\n" + type + "\n" + String.join("\n", innermost);
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where it happened: the innermost function; empty when none is known. */
    public String place() {
        return frames.isEmpty() ? "" : frames.getFirst();
    }
}
