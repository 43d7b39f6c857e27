package dev.duru.pipeline.state;

import java.time.Instant;

/** Files that a job uploaded under a name: a zip file among the blobs. */
public record ArtifactRow(
        long id,
        long runId,
        long jobId,
        String name,
        String digest,
        long bytes,
        int files,
        Instant createdAt,
        Instant expiresAt) {}
