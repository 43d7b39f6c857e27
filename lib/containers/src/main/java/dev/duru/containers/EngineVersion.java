package dev.duru.containers;

/**
 * Which engine it is.
 *
 * @param version its own, such as {@code 4.3.1}
 * @param api the version of the API that is spoken, such as {@code 1.41}
 */
public record EngineVersion(Kind kind, String version, String api) {
    /** Who made it. */
    public enum Kind {
        DOCKER("Docker"),
        PODMAN("Podman");

        private final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    @Override
    public String toString() {
        return kind.title + " " + version + " (API " + api + ")";
    }
}
