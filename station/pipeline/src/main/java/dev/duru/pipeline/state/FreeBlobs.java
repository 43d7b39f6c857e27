package dev.duru.pipeline.state;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes bytes that no row refers to any more. */
public record FreeBlobs(Database database, Blobs blobs) {
    private static final Logger LOG = LoggerFactory.getLogger(FreeBlobs.class);

    /** What is younger may be about to be referred to. */
    private static final Duration YOUNG = Duration.ofHours(1);

    /** Deletes those of the digests to which nothing refers. */
    public void drop(Collection<String> digests, Instant now) {
        if (!digests.isEmpty()) {
            drop(digests.stream(), now);
        }
    }

    /**
     * Deletes all to which nothing refers: whoever removed the rows, and also when Duru was killed
     * between the two.
     */
    public void dropOrphans(Instant now) {
        try (Stream<String> all = blobs.list()) {
            drop(all, now);
        }
    }

    private void drop(Stream<String> digests, Instant now) {
        Set<String> referred = database.read(new SweepStore()::referred);
        digests.filter(digest -> !referred.contains(digest))
                .toList()
                .forEach(digest -> deleteOld(digest, now));
    }

    private void deleteOld(String digest, Instant now) {
        try {
            if (blobs.keptAt(digest).isBefore(now.minus(YOUNG))) {
                blobs.delete(digest);
            }
        } catch (ProblemException gone) {
            LOG.debug("blob {} was gone already", digest);
        }
    }
}
