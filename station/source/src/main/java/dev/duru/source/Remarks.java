package dev.duru.source;

import dev.duru.kernel.ProjectName;
import java.util.List;

/** Port: what builds said about places in the files of a commit. */
@FunctionalInterface
public interface Remarks {
    /** Nobody says anything. */
    Remarks NONE = (project, commit) -> List.of();

    /**
     * A remark.
     *
     * @param level {@code error}, {@code warning} or {@code notice}
     * @param file path in the repository
     * @param line from 1, or 0 for the file as a whole
     * @param title may be empty
     * @param link path of this Duru where it was said
     */
    record Remark(String level, String file, int line, String title, String message, String link) {}

    /** All of a commit, in the order of files and lines. */
    List<Remark> of(ProjectName project, String commit);
}
