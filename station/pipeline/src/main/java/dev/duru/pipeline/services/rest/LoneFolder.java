package dev.duru.pipeline.services.rest;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.files.Inside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The code of a run without a server: one commit, and the files of the working tree.
 *
 * @param head the commit; empty for none
 * @param branch that it is on
 * @param folder the working tree; empty for no files
 */
public record LoneFolder(Optional<Commit> head, String branch, Optional<Path> folder)
        implements Code {
    /** No code at all. */
    public static final LoneFolder NONE =
            new LoneFolder(Optional.empty(), "main", Optional.empty());

    @Override
    public List<ProjectName> projects() {
        return List.of();
    }

    @Override
    public boolean exists(ProjectName project) {
        return head.isPresent();
    }

    @Override
    public boolean isPublic(ProjectName project) {
        return false;
    }

    @Override
    public String defaultBranch(ProjectName project) {
        return branch;
    }

    @Override
    public Optional<Commit> commit(ProjectName project, String name) {
        return head.filter(commit ->
                List.of(commit.id(), branch, "refs/heads/" + branch, "HEAD").contains(name));
    }

    @Override
    public List<Commit> log(ProjectName project, String commit, String path, int skip, int limit) {
        return skip == 0 && limit > 0 ? head.stream().toList() : List.of();
    }

    @Override
    public List<Ref> refs(ProjectName project, String prefix) {
        String name = "refs/heads/" + branch;
        return name.startsWith(prefix)
                ? head.map(commit -> new Ref(name, commit.id())).stream().toList()
                : List.of();
    }

    @Override
    public List<Commit> between(ProjectName project, String base, String to) {
        return List.of();
    }

    @Override
    public List<Change> changes(ProjectName project, String base, String to) {
        return List.of();
    }

    @Override
    public Optional<byte[]> file(ProjectName project, String commit, String path) {
        return folder.map(root -> Inside.resolve(root, path))
                .filter(Files::isRegularFile)
                .map(LoneFolder::read);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Entry> entries(ProjectName project, String commit, String path) {
        return List.of();
    }

    @Override
    public void move(ProjectName project, String by, String ref, String to, boolean force) {
        throw none();
    }

    @Override
    public Commit write(ProjectName project, Edit edit) {
        throw none();
    }

    private static ProblemException none() {
        return ProblemException.notFound(
                "a local run has a working tree and no repository to change");
    }
}
