package dev.duru.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What /proc tells of a process. */
final class Linux {
    private Linux() {}

    /** The whole command line and the working folder; empty when the process is gone. */
    static String commandLine(long pid) {
        try {
            Path process = Path.of("/proc", String.valueOf(pid));
            String command =
                    new String(Files.readAllBytes(process.resolve("cmdline")), UTF_8)
                            .replace('\0', ' ');
            return command + " " + Files.readSymbolicLink(process.resolve("cwd"));
        } catch (IOException e) {
            return "";
        }
    }
}
