package dev.duru.artifact;

import dev.duru.kernel.ProjectName;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Port: the images that somebody may want to run again. */
@FunctionalInterface
public interface WantedImages {
    /**
     * Digests.
     *
     * @param sql of the transaction that is about to drop others
     * @param last so many of the last releases of each environment count
     */
    Set<String> of(Handle sql, ProjectName project, int last);
}
