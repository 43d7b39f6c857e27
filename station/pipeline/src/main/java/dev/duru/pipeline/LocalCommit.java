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
    private static final String FORMAT = "--format=%H%n%D%n%s";
    private static final String HEAD = "HEAD -> ";
    private static final String MAIN = "refs/heads/main";

    /** One question to git: a local run waits for the answer. */
    static LocalCommit of(Path folder) {
        String[] lines =
                git(folder, "log", "-1", "--no-show-signature", "--decorate=full", FORMAT)
                        .split("\n", 3);
        if (lines.length < 2 || !lines[0].matches("[0-9a-f]{40}")) {
            return new LocalCommit("0".repeat(40), MAIN, "local run");
        }
        String title = lines.length < 3 ? "" : lines[2].strip();
        return new LocalCommit(lines[0], branch(lines[1]), title.isEmpty() ? "local run" : title);
    }

    /** {@code names} begin with the branch, unless the head is detached. */
    private static String branch(String names) {
        if (!names.startsWith(HEAD)) {
            return MAIN;
        }
        int end = names.indexOf(',');
        return names.substring(HEAD.length(), end < 0 ? names.length() : end);
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
