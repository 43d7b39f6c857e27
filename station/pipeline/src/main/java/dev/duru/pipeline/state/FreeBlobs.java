package dev.duru.pipeline.state;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes bytes that no row refers to any more. */
public record FreeBlobs(Database database, Blobs blobs) {
    private static final Logger LOG = LoggerFactory.getLogger(FreeBlobs.class);

    /** What is younger may be about to be referred to. */
    private static final Duration YOUNG = Duration.ofHours(1);

    /** Deletes those of the digests to which nothing refers. */
    public void drop(Collection<String> digests, Instant now) {
        SweepStore store = new SweepStore();
        for (String digest : digests) {
            try {
                boolean free = database.read(sql -> store.isFree(sql, digest));
                if (free && blobs.keptAt(digest).isBefore(now.minus(YOUNG))) {
                    blobs.delete(digest);
                }
            } catch (ProblemException gone) {
                LOG.debug("blob {} was gone already", digest);
            }
        }
    }
}
