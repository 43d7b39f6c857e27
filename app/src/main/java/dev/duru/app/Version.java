package dev.duru.app;

import java.util.Optional;

/** The version of this build. */
final class Version {
    private Version() {}

    /** As the build wrote it into the program's archive; {@code dev} outside of one. */
    static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }
}
