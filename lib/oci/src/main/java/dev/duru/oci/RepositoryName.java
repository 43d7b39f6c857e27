package dev.duru.oci;

import java.util.regex.Pattern;

/** Grammar of repository names and tags (distribution-spec, "Pulling manifests"). */
public final class RepositoryName {
    private static final Pattern NAME =
            Pattern.compile(
                    "[a-z0-9]++(?:(?:\\.|_|__|-++)[a-z0-9]++)*+(?:/[a-z0-9]++(?:(?:\\.|_|__|-++)[a-z0-9]++)*+)*+");
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
    private static final int MAX = 255;

    private RepositoryName() {}

    /** Whether this may name a repository. */
    public static boolean isValid(String name) {
        return name.length() <= MAX && NAME.matcher(name).matches();
    }

    /** Whether this may be a tag. */
    public static boolean isTag(String tag) {
        return TAG.matcher(tag).matches();
    }
}
