/**
 * Blocks: all samples of a span of time in files that never change.
 *
 * <p>A {@link dev.duru.tsdb.block.Block} is a folder: chunks, the index over them, a page of
 * figures with the checksums of both, and what was deleted since. {@link
 * dev.duru.tsdb.block.BlockWriter} writes one from series in their order; it becomes a block by
 * being renamed once all is on disk. {@link dev.duru.tsdb.block.SeriesMerge} reads many sources of
 * series side by side, for queries and for putting blocks together.
 *
 * <p>Rules: files are mapped, not read; the index is checked as a whole when a block is opened, a
 * chunk each time it is read; a {@link dev.duru.tsdb.TsdbException} names the file and the place
 * that is damaged. Blocks are numbered; where they overlap the lower number counts.
 *
 * <p>The format is written down in docs/formats/tsdb.md.
 */
@NullMarked
package dev.duru.tsdb.block;

import org.jspecify.annotations.NullMarked;
