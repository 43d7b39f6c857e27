package dev.duru.pipeline;

import dev.duru.kernel.ProjectName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
     * @param author the author's name
     * @param at when it was committed
     */
    record Head(String id, String ref, String message, String author, Instant at) {
        /** Of nobody knows whom. */
        Head(String id, String ref, String message) {
            this(id, ref, message, "", Instant.EPOCH);
        }
    }

    /** Looks a name up. */
    Optional<Head> resolve(ProjectName project, String name);

    /** The names of a project's tags. */
    List<String> tags(ProjectName project);

    /** Whether a project exists and a user may read its code; {@code ""} for nobody's user. */
    boolean mayRead(String user, ProjectName project);

    /** Whether a user may start runs of a project. */
    boolean mayRun(String user, ProjectName project);

    /**
     * Whether a ref is the main branch, or a tag of what the main branch has: what others have
     * seen, so that jobs may have the variables that are for it alone.
     *
     * @param ref full
     * @param commit that it names
     */
    boolean isProtected(ProjectName project, String ref, String commit);

    /** The project's main branch, such as {@code main}. */
    String defaultBranch(ProjectName project);

    /**
     * How to write a commit out.
     *
     * @param commit 40 digits
     * @param ref the full ref that it belongs to, or {@code ""}: a branch is checked out as such,
     *     anything else leaves HEAD detached
     * @param depth how many commits of history; 0 for all, with all branches and tags
     * @param tags whether to bring all tags though the depth is not 0
     * @param config more values of the new repository's configuration, by full name
     */
    record Checkout(
            String commit, String ref, int depth, boolean tags, Map<String, String> config) {
        /** The files of a commit, and no history. */
        static Checkout of(String commit) {
            return new Checkout(commit, "", 1, false, Map.of());
        }
    }

    /**
     * Writes a commit out into a folder as a Git work tree whose origin is the project.
     *
     * @throws dev.duru.kernel.ProblemException NOT_FOUND when there is no such commit
     */
    void checkout(ProjectName project, Checkout checkout, Path folder);

    /** The submodules of a commit: the commit of each by its path. */
    Map<String, String> submodules(ProjectName project, String commit);
}
