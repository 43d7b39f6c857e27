package dev.duru.pipeline;

import dev.duru.kernel.ProjectName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Port: the code of projects. */
public interface Repository {
    /** The paths of all files below a prefix at a commit. */
    List<String> files(ProjectName project, String commit, String prefix);

    /** A file's text at a commit. */
    Optional<String> file(ProjectName project, String commit, String path);

    /** The paths that a push changed; {@code before} is {@code ""} for a new ref. */
    Collection<String> changedPaths(ProjectName project, String before, String after);

    /**
     * The commit that a branch, a tag, a full ref or an id names.
     *
     * @param id its 40 digits
     * @param ref the full ref, where the name was one of a ref; else {@code ""}
     * @param message all of it
     */
    record Head(String id, String ref, String message) {}

    /** Looks a name up. */
    Optional<Head> resolve(ProjectName project, String name);

    /** Whether a project exists and a user may read its code; {@code ""} for nobody's user. */
    boolean mayRead(String user, ProjectName project);

    /** The project's main branch, such as {@code main}. */
    String defaultBranch(ProjectName project);

    /**
     * Writes a commit out into a folder as a Git work tree.
     *
     * @param ref the full ref that it belongs to, or {@code ""}
     */
    void checkout(ProjectName project, String commit, String ref, Path folder);
}
