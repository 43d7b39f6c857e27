/**
 * Compressed runs of samples, in memory and on disk the same bytes.
 *
 * <p>A {@link dev.duru.tsdb.chunk.Chunk} holds up to 120 samples of one kind: numbers, histograms
 * with whole counts, histograms with any counts. Times are deltas of deltas, numbers are XORed with
 * the one before (as in Facebook's Gorilla paper), whole counts are deltas of deltas in as few bits
 * as they need. {@link dev.duru.tsdb.chunk.OpenChunk} is the one that still grows, {@link
 * dev.duru.tsdb.chunk.ChunkList} cuts a run of samples into chunks, {@link
 * dev.duru.tsdb.chunk.ChunkMerge} reads chunks that may overlap; of two samples at one time the
 * first chunk's counts. A {@link dev.duru.tsdb.chunk.HeldChunk} is one that is in memory or in a
 * file.
 *
 * <p>Rules: a chunk never changes; nothing here knows of series, files or locks. The format is
 * written down in docs/formats/tsdb.md.
 */
@NullMarked
package dev.duru.tsdb.chunk;

import org.jspecify.annotations.NullMarked;
