package dev.duru.artifact;

import dev.duru.kernel.ProjectName;
import java.util.Optional;

/** Port: a file of the repository as it is in a commit. */
@FunctionalInterface
public interface SourceFile {
    /**
     * @param commit full object id
     * @param path from the root of the repository
     * @return the bytes, or empty where the commit has no such file
     */
    Optional<byte[]> read(ProjectName project, String commit, String path);
}
