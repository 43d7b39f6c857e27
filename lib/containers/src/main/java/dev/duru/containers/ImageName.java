package dev.duru.containers;

/**
 * The name of an image, taken apart as Docker does it.
 *
 * @param repository with the registry if one is named
 * @param tag {@code latest} when neither tag nor digest is given; empty beside a digest
 * @param digest such as {@code sha256:…}, or empty
 */
public record ImageName(String repository, String tag, String digest) {
    /** The registry of names that say none. */
    public static final String HUB = "docker.io";

    /**
     * Takes a name apart.
     *
     * @throws IllegalArgumentException with a message for people
     */
    public static ImageName parse(String text) {
        String rest = text;
        String digest = "";
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = rest.substring(at + 1);
            rest = rest.substring(0, at);
        }
        String tag = "";
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
        }
        boolean good =
                rest.matches("[a-zA-Z0-9][a-zA-Z0-9._:-]*(/[a-zA-Z0-9][a-zA-Z0-9._-]*)*")
                        && (tag.isEmpty() && colon <= text.lastIndexOf('/')
                                || tag.isEmpty() && at >= 0
                                || tag.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"))
                        && (at < 0 || digest.matches("[a-z0-9]+:[0-9a-f]{32,128}"));
        if (!good) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no name of an image; write name:tag or name@sha256:…");
        }
        return new ImageName(rest, tag.isEmpty() && digest.isEmpty() ? "latest" : tag, digest);
    }

    /** The registry, such as {@code ghcr.io}; {@link #HUB} when none is named. */
    public String registry() {
        int slash = repository.indexOf('/');
        if (slash < 0) {
            return HUB;
        }
        String first = repository.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return host ? first : HUB;
    }

    /** The name in full. */
    @Override
    public String toString() {
        return repository
                + (tag.isEmpty() ? "" : ":" + tag)
                + (digest.isEmpty() ? "" : "@" + digest);
    }
}
