package dev.duru.app;

import dev.duru.kernel.Bounds;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.services.rest.Code;
import dev.duru.source.Project;
import dev.duru.source.Source;
import dev.duru.source.git.Branch;
import dev.duru.source.git.FileCommit;
import dev.duru.source.git.FileDiff;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The code of projects, as the forges' APIs show it. */
final class GithubCode implements Code {
    private final Source source;

    GithubCode(Source source) {
        this.source = source;
    }

    @Override
    public List<ProjectName> projects() {
        return source.projects().stream().map(Project::name).toList();
    }

    @Override
    public boolean exists(ProjectName project) {
        return source.exists(project);
    }

    @Override
    public boolean isPublic(ProjectName project) {
        return source.isPublic(project);
    }

    @Override
    public String defaultBranch(ProjectName project) {
        return source.defaultBranch(project);
    }

    @Override
    public Optional<Commit> commit(ProjectName project, String name) {
        return source.resolve(project, name).map(GithubCode::shown);
    }

    private static Commit shown(dev.duru.source.git.Commit commit) {
        return new Commit(
                commit.id(),
                commit.parents(),
                commit.message(),
                commit.author(),
                commit.email(),
                commit.committedAt());
    }

    @Override
    public List<Commit> log(ProjectName project, String commit, String path, int skip, int limit) {
        return source.log(project, commit, path, skip, limit).stream()
                .map(GithubCode::shown)
                .toList();
    }

    @Override
    public List<Ref> refs(ProjectName project, String prefix) {
        return Stream.concat(source.branches(project).stream(), source.tags(project).stream())
                .filter(branch -> branch.ref().startsWith(prefix))
                .map(GithubCode::shown)
                .sorted(java.util.Comparator.comparing(Ref::name))
                .toList();
    }

    private static Ref shown(Branch branch) {
        return new Ref(branch.ref(), branch.commit().id());
    }

    @Override
    public List<Commit> between(ProjectName project, String base, String head) {
        return source.between(project, base, head).stream().map(GithubCode::shown).toList();
    }

    @Override
    public List<Change> changes(ProjectName project, String base, String head) {
        return source.diff(project, base, head).files().stream().map(GithubCode::shown).toList();
    }

    private static Change shown(FileDiff file) {
        int added = 0;
        int removed = 0;
        if (file.content() instanceof FileDiff.Lines lines) {
            added = lines.added();
            removed = lines.removed();
        }
        String status =
                file.before().isEmpty()
                        ? "added"
                        : file.after().isEmpty()
                                ? "removed"
                                : file.before().equals(file.after()) ? "modified" : "renamed";
        return new Change(file.path(), status, added, removed);
    }

    @Override
    public Optional<byte[]> file(ProjectName project, String commit, String path) {
        return source.file(project, commit, path);
    }

    @Override
    public List<Entry> entries(ProjectName project, String commit, String path) {
        return source.entries(project, commit, path).stream()
                .map(entry ->
                        new Entry(
                                entry.path(),
                                switch (entry.kind()) {
                                    case FOLDER -> "dir";
                                    case FILE, EXECUTABLE -> "file";
                                    case LINK -> "symlink";
                                    case SUBMODULE -> "submodule";
                                },
                                entry.size()))
                .toList();
    }

    @Override
    public void move(ProjectName project, String by, String ref, String to, boolean force) {
        source.move(project, identity(project, by), ref, to, force);
    }

    @Override
    public Commit write(ProjectName project, Edit edit) {
        source.commit(
                project,
                identity(project, edit.by()),
                edit.branch(),
                new FileCommit.Change(
                        edit.path(),
                        edit.content(),
                        edit.message(),
                        edit.by(),
                        edit.by().replaceAll("[^A-Za-z0-9._-]", "") + "@users.noreply.invalid"));
        return commit(project, "refs/heads/" + edit.branch())
                .orElseThrow(() -> ProblemException.notFound("the branch is gone"));
    }

    private static Identity identity(ProjectName project, String by) {
        return by.equals(Identity.JOB)
                ? Identity.ofJob(new Bounds(project, Set.of(), Set.of(Bounds.Area.CODE)))
                : new Identity(by, false);
    }
}
