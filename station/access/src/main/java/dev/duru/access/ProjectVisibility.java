package dev.duru.access;

import dev.duru.kernel.ProjectName;

/** Port: which projects there are, and which of them everybody may read. */
public interface ProjectVisibility {
    boolean exists(ProjectName project);

    /** Whether everybody, signed in or not, may read the project; false when there is none. */
    boolean isPublic(ProjectName project);
}
