package dev.duru.infrastructure;

import dev.duru.kernel.ProjectName;

/** Port: the branch whose declaration counts, without {@code refs/heads/}. */
@FunctionalInterface
public interface DefaultBranch {
    String of(ProjectName project);
}
