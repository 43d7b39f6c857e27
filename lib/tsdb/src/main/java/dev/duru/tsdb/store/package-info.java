/**
 * The time series store: a head in memory behind a write-ahead log, and blocks on disk.
 *
 * <p>{@link dev.duru.tsdb.store.Store} is the entrance. What is added goes into the {@code Head},
 * compressed, and into the log; {@code commit} makes it durable. {@link
 * dev.duru.tsdb.store.Store#maintain}, to be called now and then, cuts what is old enough into a
 * block, writes a checkpoint so that the log gets short, puts small blocks together, and deletes
 * what is older than the retention or more than the disk shall hold. With a checkpoint the full
 * chunks of the head go into files, {@code HeadFiles}, from where they are read as those of blocks
 * are. A start has {@code Replay} put in again what the log tells. Without a folder all stays in
 * memory, bounded by the retention alone.
 *
 * <p>A sample that is older than its series' last, but not by more than the window for what comes
 * out of order, is kept beside the others and sorted in when it is read or cut into a block. Of two
 * samples of a series at one time the first counts.
 *
 * <p>Rules: what was acknowledged is durable; a file that is damaged is named in {@link
 * dev.duru.tsdb.store.Store#damage}; nothing is deleted before what replaces it is durable. Locks
 * are taken in the order stripe, series, index, log.
 */
@NullMarked
package dev.duru.tsdb.store;

import org.jspecify.annotations.NullMarked;
