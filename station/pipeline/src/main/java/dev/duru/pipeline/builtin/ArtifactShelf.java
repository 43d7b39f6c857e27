package dev.duru.pipeline.builtin;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.YieldStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Keeps archives of files as artifacts of the run. */
record ArtifactShelf(Database database, YieldStore yields, Blobs blobs) {
    /** Writes the archive. */
    @FunctionalInterface
    interface Packing {
        void to(OutputStream out) throws IOException;
    }

    /**
     * Keeps an artifact.
     *
     * @param files how many are in it
     */
    ArtifactRow keep(BuiltinCall call, String name, int files, Duration life, Packing packing) {
        Instant now = Instant.now();
        Path scratch = blobs.scratch();
        try {
            try (OutputStream out = Files.newOutputStream(scratch)) {
                packing.to(out);
            }
            String digest;
            try (InputStream in = Files.newInputStream(scratch)) {
                digest = blobs.put(in);
            }
            ArtifactRow row =
                    new ArtifactRow(
                            0,
                            call.run().id(),
                            call.jobId(),
                            name,
                            digest,
                            Files.size(scratch),
                            files,
                            now,
                            now.plus(life));
            database.update(tx -> yields.artifact(tx, row));
            return row;
        } catch (IOException e) {
            throw new UncheckedIOException("the artifact '" + name + "' could not be kept", e);
        } finally {
            CacheStep.discard(scratch);
        }
    }
}
