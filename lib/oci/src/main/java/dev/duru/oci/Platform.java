package dev.duru.oci;

import org.jspecify.annotations.Nullable;

/**
 * What an image runs on, in Go's names.
 *
 * @param os for example {@code linux}
 * @param architecture for example {@code amd64} or {@code arm64}
 * @param variant for example {@code v8}
 */
public record Platform(String os, String architecture, @Nullable String variant) {
    /** The name of this machine's processor in Go's terms, on Linux. */
    public static Platform current() {
        String arch = System.getProperty("os.arch", "amd64");
        return linux(
                switch (arch) {
                    case "x86_64", "amd64" -> "amd64";
                    case "aarch64", "arm64" -> "arm64";
                    default -> arch;
                });
    }

    /** Linux on this processor. */
    public static Platform linux(String architecture) {
        return new Platform("linux", architecture, null);
    }
}
