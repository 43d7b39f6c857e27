package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Dialect;
import dev.duru.kernel.Folders;
import dev.duru.pipeline.sandbox.Sandboxes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The folders of a job, all below one of its own, which is gone when the job is. There are only
 * those that its dialect knows of: making and deleting them is a good part of what a short job
 * costs.
 *
 * @param root the job's own folder
 * @param workspace where steps begin
 * @param temp {@code RUNNER_TEMP}
 * @param home {@code HOME}
 * @param tools {@code RUNNER_TOOL_CACHE}; GitLab's jobs have none
 * @param commands scripts and the files behind {@code GITHUB_ENV} and its kin
 * @param event the event as JSON, which the job cannot change; GitLab's jobs have none
 */
record JobFolders(
        Path root, Path workspace, Path temp, Path home, Path tools, Path commands, Path event) {

    /** Makes them, empty. */
    static JobFolders create(Path root, JobRequest request) {
        try {
            Folders.delete(root);
            Path real = Files.createDirectories(root).toRealPath();
            String name = request.run().project().name();
            Path workspace = request.material().place().orElse(real.resolve("work").resolve(name));
            JobFolders folders =
                    new JobFolders(
                            real,
                            workspace,
                            real.resolve("temp"),
                            real.resolve("home"),
                            real.resolve("tools"),
                            real.resolve("temp/_commands"),
                            real.resolve(Sandboxes.LAUNCHES).resolve("event.json"));
            boolean github = request.material().plan().dialect() == Dialect.GITHUB;
            for (Path folder : folders.made(github)) {
                Files.createDirectories(folder);
            }
            if (github) {
                Files.createDirectory(real.resolve(Sandboxes.LAUNCHES));
                Files.writeString(folders.event, request.run().payload(), StandardCharsets.UTF_8);
            }
            return folders;
        } catch (IOException e) {
            throw new UncheckedIOException("the job's folder cannot be made", e);
        }
    }

    /** Those that are there from the beginning, each with those around it. */
    private List<Path> made(boolean github) {
        return github
                ? List.of(workspace, commands, home, tools)
                : List.of(workspace, commands, home);
    }

    /** The folders that Duru itself writes to while the job runs, each after those around it. */
    List<Path> fixed() {
        List<Path> fixed = new ArrayList<>();
        for (Path folder : made(Files.exists(tools))) {
            for (Path on = folder; on.startsWith(root) && !on.equals(root); on = parent(on)) {
                if (!fixed.contains(on)) {
                    fixed.add(on);
                }
            }
        }
        fixed.sort(Comparator.comparingInt(Path::getNameCount));
        return fixed;
    }

    private static Path parent(Path folder) {
        return folder.resolve("..").normalize();
    }

    /** Where the job's files may lie. */
    List<Path> own() {
        return List.of(workspace, temp, home);
    }

    void delete() {
        try {
            Folders.delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException("the job's folder cannot be deleted", e);
        }
    }
}
