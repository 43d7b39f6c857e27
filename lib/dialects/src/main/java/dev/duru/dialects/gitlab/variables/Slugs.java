package dev.duru.dialects.gitlab.variables;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/** Names as GitLab writes them where only letters, digits and dashes may stand. */
public final class Slugs {
    private Slugs() {}

    /** {@code CI_COMMIT_REF_SLUG} and its kin: at most 63 characters. */
    public static String of(String name) {
        String slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
        slug = slug.length() > 63 ? slug.substring(0, 63) : slug;
        return slug.replaceAll("^-+|-+$", "");
    }

    /** {@code CI_ENVIRONMENT_SLUG}: at most 24 characters, unique by a suffix where shortened. */
    public static String environment(String name) {
        String slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
        slug = slug.matches("[a-z].*") ? slug : "env-" + slug;
        slug = slug.replaceAll("-+", "-");
        if (slug.length() > 24 || !slug.equals(name)) {
            slug = slug.length() > 17 ? slug.substring(0, 17) : slug;
            slug = (slug.endsWith("-") ? slug : slug + "-") + suffix(name);
        }
        return slug;
    }

    private static String suffix(String name) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            String text = new BigInteger(1, hash).toString(36);
            return text.substring(text.length() - 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
