/**
 * A log of samples on disk, from which a store is filled again after a restart.
 *
 * <p>{@link dev.duru.tsdb.log.SampleLog} writes what a store keeps into segments, many samples with
 * one sync, and replays them. Each segment stands alone: it names its series itself, so old ones
 * are deleted as they are. Records have checksums; what a crash left half written is not read.
 *
 * <p>The format is written down in docs/formats/tsdb.md.
 */
@NullMarked
package dev.duru.tsdb.log;

import org.jspecify.annotations.NullMarked;
