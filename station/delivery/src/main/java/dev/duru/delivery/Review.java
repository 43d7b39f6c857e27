package dev.duru.delivery;

import dev.duru.manifest.Entrance;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An environment that a branch or a merge request has for itself.
 *
 * @param template what declares it, such as {@code review/*}
 * @param branch without {@code refs/heads/}
 * @param request number of the merge request; 0 when it is the branch's
 * @param deployedAt when its last release was made
 * @param stopsAt when it ends by itself; null for never
 */
public record Review(
        EnvironmentKey environment,
        String template,
        String branch,
        long request,
        Instant deployedAt,
        @Nullable Instant stopsAt) {
    private static final int LONGEST_NAME = 32;
    private static final int DIGITS = 6;

    /**
     * The name of an environment for a branch or the number of a merge request.
     *
     * @param alone whether no other has the name that is nearest; else digits of its own follow
     */
    static String name(String template, String subject, boolean alone) {
        String prefix = Entrance.Review.prefix(template);
        String plain =
                subject.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-|-$", "");
        int room = LONGEST_NAME - prefix.length();
        if (alone && !plain.isEmpty() && plain.length() <= room) {
            return prefix + plain;
        }
        String cut = plain.substring(0, Math.min(plain.length(), room - DIGITS - 1));
        String head = cut.replaceAll("-$", "");
        return prefix + (head.isEmpty() ? "" : head + "-") + digits(subject);
    }

    private static String digits(String subject) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(subject.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
