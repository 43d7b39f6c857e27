package dev.duru.pipeline.builtin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.errors.GitAPIException;

/** The files of a workspace that its Git repository does not know, ignored ones included. */
final class Untracked {
    private Untracked() {}

    static List<Path> files(Path workspace) {
        if (!Files.isDirectory(workspace.resolve(".git"))) {
            return List.of();
        }
        try (Git git = Git.open(workspace.toFile())) {
            Status status = git.status().call();
            Set<Path> files = new TreeSet<>();
            status.getUntracked().forEach(name -> add(workspace.resolve(name), files));
            status.getIgnoredNotInIndex().forEach(name -> add(workspace.resolve(name), files));
            return List.copyOf(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GitAPIException e) {
            throw new IllegalStateException("the workspace's repository cannot be read", e);
        }
    }

    private static void add(Path path, Set<Path> files) {
        if (!Files.isDirectory(path)) {
            files.add(path);
            return;
        }
        try (var walk = Files.walk(path)) {
            walk.filter(Files::isRegularFile).forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
