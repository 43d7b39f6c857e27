package dev.duru.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * GitHub's own client libraries from the npm registry, pinned, in a folder of the build, so that
 * they are fetched once.
 */
final class Toolkit {
    private static final String[] PACKAGES = {
        "@actions/cache@6.3.0",
        "@actions/artifact@6.2.1",
        "@actions/core@3.0.1",
        "@actions/github@9.1.1",
    };

    private Toolkit() {}

    /** Where {@code node_modules} is; skips the test when Node or npm or the registry is absent. */
    static Path modules() throws IOException, InterruptedException {
        Path folder =
                Path.of("target/toolkit-" + String.join(" ", PACKAGES).hashCode()).toAbsolutePath();
        Path modules = folder.resolve("node_modules");
        if (Files.exists(folder.resolve("complete"))) {
            return modules;
        }
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("package.json"), "{\"private\":true}");
        Path log = folder.resolve("npm.log");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "npm",
                                "install",
                                "--no-audit",
                                "--no-fund",
                                "--fetch-retries=1",
                                "--fetch-retry-mintimeout=1000",
                                "--fetch-retry-maxtimeout=5000",
                                "--fetch-timeout=20000"));
        command.addAll(List.of(PACKAGES));
        Process npm;
        try {
            npm =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
        } catch (IOException e) {
            assumeTrue(false, "npm is not there: install the packages nodejs and npm");
            throw e;
        }
        boolean ended = npm.waitFor(100, TimeUnit.SECONDS);
        npm.destroyForcibly();
        assumeTrue(
                ended && npm.exitValue() == 0,
                "npm could not fetch the toolkit: " + Files.readString(log));
        Files.writeString(folder.resolve("complete"), "");
        return modules;
    }
}
