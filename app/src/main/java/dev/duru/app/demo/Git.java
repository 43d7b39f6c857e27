package dev.duru.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.duru.kernel.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The real {@code git}, in one work tree, with no configuration but its own. */
final class Git {
    private final Path folder;
    private final Consumer<String> remoteLines;

    /**
     * @param remoteLines told each line that the server says during a push
     */
    Git(Path folder, Consumer<String> remoteLines) {
        this.folder = folder;
        this.remoteLines = remoteLines;
    }

    /**
     * Runs it and gives what it printed.
     *
     * @throws ProblemException RESOURCE when git is not there or says no
     */
    String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(
                        Map.of(
                                "GIT_CONFIG_GLOBAL",
                                "/dev/null",
                                "GIT_CONFIG_SYSTEM",
                                "/dev/null",
                                "GIT_TERMINAL_PROMPT",
                                "0",
                                "GIT_AUTHOR_NAME",
                                "Mina",
                                "GIT_AUTHOR_EMAIL",
                                "mina@example.org",
                                "GIT_COMMITTER_NAME",
                                "Mina",
                                "GIT_COMMITTER_EMAIL",
                                "mina@example.org"));
        StringBuilder output = new StringBuilder();
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    output.append(line).append('\n');
                    if (line.startsWith("remote:")) {
                        remoteLines.accept(line.strip());
                    }
                }
            }
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw ProblemException.resource(
                        "git " + arguments[0] + " failed: " + output.toString().strip());
            }
            return output.toString().strip();
        } catch (IOException e) {
            throw ProblemException.resource(
                    "git could not be run; install it, for example: apt install git ("
                            + e.getMessage()
                            + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.resource("interrupted");
        }
    }
}
