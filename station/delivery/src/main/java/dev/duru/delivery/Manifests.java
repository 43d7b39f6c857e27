package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.util.Optional;

/** Port: the text of {@code duru.yml} at a commit; empty when the commit has none. */
@FunctionalInterface
public interface Manifests {
    Optional<String> text(ProjectName project, String commit);
}
