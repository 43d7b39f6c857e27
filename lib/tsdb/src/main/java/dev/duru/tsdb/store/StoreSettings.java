package dev.duru.tsdb.store;

import dev.duru.tsdb.SeriesLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much a store keeps, and where.
 *
 * @param folder of the store, made if need be; null keeps all in memory
 * @param retention how long before the newest sample of the store a sample is found
 * @param mostBytes of blocks on disk; the oldest make room
 * @param blockSpan what a block holds at first; blocks grow by putting three together
 * @param outOfOrder how much older than the newest sample of the store a sample may be that comes
 *     after a newer one of its series
 * @param mostExemplars of all series together
 * @param limits how many series there may be
 */
public record StoreSettings(
        @Nullable Path folder,
        Duration retention,
        long mostBytes,
        Duration blockSpan,
        Duration outOfOrder,
        int mostExemplars,
        SeriesLimits limits) {
    /** What is right for one machine. */
    public static StoreSettings standard(@Nullable Path folder) {
        return new StoreSettings(
                folder,
                Duration.ofDays(15),
                Long.MAX_VALUE,
                Duration.ofHours(2),
                Duration.ofMinutes(30),
                100_000,
                new SeriesLimits(1_000_000, 200_000, List.of("app", "job")));
    }

    /** The same with other bounds of time and space. */
    public StoreSettings keeping(Duration newRetention, long newMostBytes) {
        return new StoreSettings(
                folder, newRetention, newMostBytes, blockSpan, outOfOrder, mostExemplars, limits);
    }

    /** The same with other limits. */
    public StoreSettings limited(SeriesLimits newLimits) {
        return new StoreSettings(
                folder, retention, mostBytes, blockSpan, outOfOrder, mostExemplars, newLimits);
    }
}
