package dev.duru.infrastructure;

import dev.duru.kernel.ProjectName;
import java.util.Optional;

/**
 * Port: what a commit says of its environments, as {@link dev.duru.manifest.Sources#text} writes
 * it; empty when it says nothing.
 */
@FunctionalInterface
public interface Declared {
    Optional<String> text(ProjectName project, String commit);
}
