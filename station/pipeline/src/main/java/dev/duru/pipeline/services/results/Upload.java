package dev.duru.pipeline.services.results;

import dev.duru.kernel.ProjectName;
import java.time.Instant;

/**
 * Bytes on their way.
 *
 * @param name of the artifact, or key of the cache
 * @param version of a cache; {@code ""} for artifacts
 * @param ref to which a cache belongs
 * @param mime the type of an artifact's content
 * @param keepUntil when an artifact expires
 */
record Upload(
        long id,
        Kind kind,
        ProjectName project,
        long runId,
        long jobId,
        String name,
        String version,
        String ref,
        String mime,
        Instant keepUntil) {

    /** What becomes of it. */
    enum Kind {
        ARTIFACT,
        CACHE
    }
}
