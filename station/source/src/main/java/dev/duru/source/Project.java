package dev.duru.source;

import dev.duru.kernel.ProjectName;
import java.time.Instant;

/**
 * A project: a name with a repository.
 *
 * @param isPublic whether people who are not signed in may read it
 */
public record Project(ProjectName name, boolean isPublic, String createdBy, Instant createdAt) {}
