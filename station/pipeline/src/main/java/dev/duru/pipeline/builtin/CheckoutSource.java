package dev.duru.pipeline.builtin;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.util.Map;

/** Where checkouts come from. */
@FunctionalInterface
public interface CheckoutSource {
    /**
     * What to check out.
     *
     * @param repository {@code owner/name}, a URL of a repository of this Duru, or {@code ""} for
     *     the run's own project
     * @param ref a branch, a tag, a full ref or a commit; {@code ""} for the run's own commit, or
     *     the main branch of another project
     * @param depth how many commits of history; 0 for all, with all branches and tags
     * @param tags whether to bring all tags though the depth is not 0
     * @param config more values of the repository's configuration, by full name
     */
    record Wanted(
            String repository, String ref, int depth, boolean tags, Map<String, String> config) {}

    /**
     * What was checked out.
     *
     * @param repository {@code owner/name}
     * @param commit 40 digits, or {@code ""} for files that are in no commit
     * @param ref the full ref, or {@code ""}
     * @param submodules the commit of each submodule by its path
     */
    record Written(String repository, String commit, String ref, Map<String, String> submodules) {
        /** Nothing at all. */
        public static final Written NOTHING = new Written("", "", "", Map.of());
    }

    /**
     * Puts the files of a commit into a folder, as a Git repository of its own.
     *
     * @throws dev.duru.kernel.ProblemException when there is no such project or commit, or the
     *     run's user may not read it
     */
    Written checkout(RunRow run, Wanted wanted, Path folder);

    /** The main branch of a project: its caches serve all branches. */
    default String defaultBranch(ProjectName project) {
        return "main";
    }

    /** Whether a folder is somebody's own and must not be emptied before a checkout into it. */
    default boolean keeps(Path folder) {
        return false;
    }
}
