package dev.duru.pipeline;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.YieldStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads single files of what the jobs of a run have kept. */
record KeptFiles(Database database, YieldStore yields, Blobs blobs) {
    private static final int LARGEST = 1024 * 1024;

    /** A text of an artifact, at most a MiB of it. */
    Optional<String> text(long run, String node, String path) {
        Optional<ArtifactRow> row =
                database.read(sql -> yields.artifacts(sql, run, Instant.now())).stream()
                        .filter(artifact -> artifact.name().equals(node))
                        .findFirst();
        if (row.isEmpty()) {
            return Optional.empty();
        }
        try (ZipInputStream zip = new ZipInputStream(open(row.get()), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(path)) {
                    ByteArrayOutputStream text = new ByteArrayOutputStream();
                    text.write(zip.readNBytes(LARGEST));
                    return Optional.of(text.toString(StandardCharsets.UTF_8));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the artifact cannot be read", e);
        }
    }

    private InputStream open(ArtifactRow row) {
        return blobs.read(row.digest());
    }
}
