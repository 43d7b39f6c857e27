package dev.duru.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the git of this machine says about a working tree; zeros and {@code main} where it is none.
 */
record LocalCommit(String id, String ref, String title) {

    static LocalCommit of(Path folder) {
        String id = git(folder, "rev-parse", "HEAD");
        String branch = git(folder, "rev-parse", "--abbrev-ref", "HEAD");
        String title = git(folder, "log", "-1", "--format=%s");
        boolean detached = branch.isEmpty() || branch.equals("HEAD");
        return new LocalCommit(
                id.matches("[0-9a-f]{40}") ? id : "0".repeat(40),
                "refs/heads/" + (detached ? "main" : branch),
                title.isEmpty() ? "local run" : title);
    }

    private static String git(Path folder, String... arguments) {
        List<String> argv = new ArrayList<>(List.of("git", "-C", folder.toString()));
        argv.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(argv).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            String text =
                    new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? text.strip()
                    : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
