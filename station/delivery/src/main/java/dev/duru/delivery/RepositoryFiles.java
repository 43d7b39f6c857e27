package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.util.List;
import java.util.Optional;

/** Port: the files of a repository at a commit. */
public interface RepositoryFiles {
    /** There are none. */
    RepositoryFiles NONE =
            new RepositoryFiles() {
                @Override
                public List<String> below(ProjectName project, String commit, String folder) {
                    return List.of();
                }

                @Override
                public Optional<byte[]> bytes(ProjectName project, String commit, String path) {
                    return Optional.empty();
                }
            };

    /**
     * The paths of all files below a folder, from the repository's root on.
     *
     * @param folder {@code ""} for all
     */
    List<String> below(ProjectName project, String commit, String folder);

    /** A file; empty when there is none. */
    Optional<byte[]> bytes(ProjectName project, String commit, String path);
}
