package dev.duru.logs.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How a store keeps lines.
 *
 * @param folder of its own
 * @param segmentBytes after which the next segment begins
 * @param mostBytes of all segments; the oldest make room
 * @param longest how long lines are kept after they were said
 * @param reserveBytes of the disk that must remain free
 * @param freeBytes what is free on the disk now
 */
public record StoreSettings(
        Path folder,
        long segmentBytes,
        long mostBytes,
        Duration longest,
        long reserveBytes,
        LongSupplier freeBytes) {
    private static final long MIB = 1L << 20;

    /** What is right for one application on one machine: two weeks, at most 2 GiB. */
    public static StoreSettings standard(Path folder) {
        return new StoreSettings(
                folder,
                32 * MIB,
                2_048 * MIB,
                Duration.ofDays(14),
                64 * MIB,
                () -> folder.toFile().getUsableSpace());
    }

    /** The same with other bounds. */
    public StoreSettings keeping(Duration age, long bytes) {
        return new StoreSettings(
                folder,
                Math.min(segmentBytes, Math.max(MIB, bytes / 4)),
                bytes,
                age,
                reserveBytes,
                freeBytes);
    }
}
