package dev.duru.artifact.registry;

import dev.duru.oci.Digest;
import java.time.Instant;

/**
 * A manifest in a repository.
 *
 * @param artifactType what it is, for the referrers API, or {@code ""}
 * @param size bytes of the document
 * @param pushedBy a user's name, or {@code duru} for what Duru built
 */
public record StoredManifest(
        Digest digest,
        String mediaType,
        String artifactType,
        long size,
        Instant pushedAt,
        String pushedBy) {}
