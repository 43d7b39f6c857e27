package dev.duru.pipeline.services.tokens;

import dev.duru.kernel.ProjectName;

/** Port: which projects people may see. */
@FunctionalInterface
public interface Members {
    /** Nobody is known. */
    Members NOBODY = (user, project) -> false;

    /** Whether a project exists and a user may read it. */
    boolean mayRead(String user, ProjectName project);
}
