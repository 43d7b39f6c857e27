package dev.duru.pipeline.actions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A repository with actions, made by the real git, below a folder that serves as a mirror. */
public final class ActionRepository {
    private final Path folder;

    private ActionRepository(Path folder) {
        this.folder = folder;
    }

    /** Makes an empty one. */
    public static ActionRepository create(Path mirror, String name) throws Exception {
        Path folder = Files.createDirectories(mirror.resolve(name));
        ActionRepository repository = new ActionRepository(folder);
        repository.git("init", "--quiet", "--initial-branch=main");
        return repository;
    }

    /** The template of URLs of repositories below a folder. */
    public static String template(Path mirror) {
        return mirror.toUri() + "{owner}/{repo}";
    }

    public Path folder() {
        return folder;
    }

    /** Writes a file; the next commit has it. */
    public ActionRepository file(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return this;
    }

    /** Commits everything, and lets tags name the commit. */
    public String commit(String... tags) throws Exception {
        git("add", "--all");
        git("commit", "--quiet", "--allow-empty", "--message", "a change");
        for (String tag : tags) {
            git("tag", "--force", tag);
        }
        return git("rev-parse", "HEAD").strip();
    }

    /** Runs git in the repository. */
    public String git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "GIT_CONFIG_GLOBAL", "/dev/null",
                                "GIT_CONFIG_SYSTEM", "/dev/null",
                                "GIT_AUTHOR_NAME", "dev",
                                "GIT_AUTHOR_EMAIL", "dev@example.org",
                                "GIT_COMMITTER_NAME", "dev",
                                "GIT_COMMITTER_EMAIL", "dev@example.org"));
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
