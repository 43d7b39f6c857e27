package dev.duru.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The content address of a blob: {@code sha256:} and 64 lower-case hexadecimal digits (image-spec,
 * "Digests"). Other algorithms are refused by name.
 *
 * @param hex the 64 digits without the algorithm
 */
public record Digest(String hex) implements Comparable<Digest> {
    private static final String PREFIX = "sha256:";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER = 64 * 1024;

    public Digest {
        if (!HEX.matcher(hex).matches()) {
            throw new OciException(
                    "not a sha256 digest: it needs 64 lower-case hexadecimal digits, got "
                            + clip(hex));
        }
    }

    /** Reads {@code sha256:…}; anything else is an {@link OciException}. */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new OciException(
                    "not a digest that is understood here: "
                            + clip(text)
                            + "; use sha256:<64 hex digits>");
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    /** Like {@link #parse}, but empty for anything that is not a digest. */
    public static Optional<Digest> tryParse(String text) {
        return text.startsWith(PREFIX) && HEX.matcher(text.substring(PREFIX.length())).matches()
                ? Optional.of(new Digest(text.substring(PREFIX.length())))
                : Optional.empty();
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        return finish(update(sha256(), bytes));
    }

    /** The digest of a file's content. */
    public static Digest of(Path file) {
        MessageDigest hash = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new OciException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return finish(hash);
    }

    /** A fresh hash to feed; end it with {@link #finish}. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The digest of what {@code hash} was fed; resets it. */
    public static Digest finish(MessageDigest hash) {
        return new Digest(HexFormat.of().formatHex(hash.digest()));
    }

    /** The first 12 digits, for people to read. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }

    private static MessageDigest update(MessageDigest hash, byte[] bytes) {
        hash.update(bytes);
        return hash;
    }

    private static String clip(String text) {
        return "'" + (text.length() > 90 ? text.substring(0, 90) + "…" : text) + "'";
    }
}
