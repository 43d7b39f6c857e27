package dev.duru.pipeline;

import dev.duru.kernel.ProjectName;
import java.util.List;

/** Port: what a project's package is made of. */
@FunctionalInterface
public interface PackagePaths {
    /**
     * Files and folders of the workspace after the build, relative to it; empty when the project
     * packages nothing that a build makes.
     */
    List<String> of(ProjectName project, String commit);
}
