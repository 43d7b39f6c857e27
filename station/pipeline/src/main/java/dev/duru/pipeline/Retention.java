package dev.duru.pipeline;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Folders;
import dev.duru.pipeline.files.Shelf;
import dev.duru.pipeline.state.FreeBlobs;
import dev.duru.pipeline.state.SweepStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what has been kept long enough, once a day: artifacts whose days are over, logs, old
 * runs, and caches, actions and tools beyond their size. When it was last done is in the database,
 * so that a Duru that is down at night catches up.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration EVERY = Duration.ofDays(1);

    private final Database database;
    private final FreeBlobs free;
    private final Path logs;
    private final Keeping limits;
    private final InstantSource clock;
    private final List<Shelf> fetched;
    private final SweepStore store = new SweepStore();

    /**
     * @param logs the folder that has a folder for each run
     * @param fetched what was fetched from elsewhere and can be fetched again
     */
    Retention(
            Database database,
            Blobs blobs,
            Path logs,
            Keeping limits,
            InstantSource clock,
            List<Shelf> fetched) {
        this.fetched = List.copyOf(fetched);
        this.database = database;
        this.free = new FreeBlobs(database, blobs);
        this.logs = logs;
        this.limits = limits;
        this.clock = clock;
    }

    /** Sweeps when a day has gone by; when the next time is. */
    Instant sweepIfDue() {
        Instant now = clock.instant();
        Instant last = database.read(sql -> store.last(sql, "retention")).orElse(Instant.EPOCH);
        if (last.plus(EVERY).isAfter(now)) {
            return last.plus(EVERY);
        }
        sweep(now);
        database.update(tx -> store.done(tx, "retention", now));
        return now.plus(EVERY);
    }

    private void sweep(Instant now) {
        for (long run : database.read(sql -> store.endedBefore(sql, now.minus(limits.logs())))) {
            removeLogs(run);
        }
        free.drop(
                database.write(tx -> store.removeArtifacts(tx, now, now.minus(limits.artifacts()))),
                now);
        free.drop(database.write(tx -> store.removeRuns(tx, now.minus(limits.runs()))), now);
        free.drop(database.write(tx -> store.evictCaches(tx, limits.cacheBytes())), now);
        free.dropOrphans(now);
        fetched.forEach(shelf -> shelf.evict(limits.fetchedBytes(), now));
    }

    private void removeLogs(long run) {
        Path folder = logs.resolve(Long.toString(run));
        try {
            if (Files.isDirectory(folder)) {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            LOG.warn("the logs of run {} stay behind", run, e);
        }
    }
}
