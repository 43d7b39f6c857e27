package dev.duru.pipeline.engine;

import dev.duru.kernel.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The folders of a job, all below one of its own, which is gone when the job is.
 *
 * @param root the job's own folder
 * @param workspace where steps begin
 * @param temp {@code RUNNER_TEMP}
 * @param home {@code HOME}
 * @param tools {@code RUNNER_TOOL_CACHE}
 * @param commands scripts and the files behind {@code GITHUB_ENV} and its kin
 * @param event the event as JSON
 */
record JobFolders(
        Path root, Path workspace, Path temp, Path home, Path tools, Path commands, Path event) {

    /** Makes them, empty. */
    static JobFolders create(Path root, JobRequest request) {
        try {
            Folders.delete(root);
            Path real = Files.createDirectories(root).toRealPath();
            String name = request.run().project().name();
            Path workspace =
                    request.material()
                            .place()
                            .orElse(real.resolve("work").resolve(name).resolve(name));
            JobFolders folders =
                    new JobFolders(
                            real,
                            workspace,
                            real.resolve("temp"),
                            real.resolve("home"),
                            real.resolve("tools"),
                            real.resolve("temp/_commands"),
                            real.resolve("temp/_github_workflow/event.json"));
            for (Path folder : List.of(workspace, folders.home, folders.tools, folders.commands)) {
                Files.createDirectories(folder);
            }
            Files.createDirectories(real.resolve("temp/_github_workflow"));
            Files.writeString(folders.event, request.run().payload(), StandardCharsets.UTF_8);
            return folders;
        } catch (IOException e) {
            throw new UncheckedIOException("the job's folder cannot be made", e);
        }
    }

    /** The folders that Duru itself writes to while the job runs, each after those around it. */
    List<Path> fixed() {
        List<Path> fixed = new ArrayList<>();
        for (Path folder : List.of(workspace, commands, home, tools)) {
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
