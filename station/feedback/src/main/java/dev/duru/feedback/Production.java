package dev.duru.feedback;

import dev.duru.kernel.ProjectName;

/** Port: which environment is where users are. */
@FunctionalInterface
public interface Production {
    /** Whether the environment is the last of its chain. */
    boolean isFinal(ProjectName project, String environment);
}
