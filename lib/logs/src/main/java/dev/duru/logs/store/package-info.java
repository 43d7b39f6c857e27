/**
 * Lines on disk: an append-only log of segments, which alone is the truth, and an index beside it,
 * which can be made again from them at any time (docs/formats/logs.md).
 *
 * <p>{@link dev.duru.logs.store.LogStore} is the entrance. {@code append} returns when the lines
 * are on the disk; those who append at the same time share one sync ({@link
 * dev.duru.logs.store.SegmentLog}). One thread follows the log and fills the index ({@link
 * dev.duru.logs.store.LineIndex}, Lucene), two while it is behind; a search waits until it has
 * caught up, so that who appended finds it. What the index alone cannot tell is read and tested by
 * several threads ({@link dev.duru.logs.store.Sieve}).
 *
 * <p>Rules: a frame is taken with all that belongs to it or not at all; what is damaged is skipped
 * and told, never guessed. When the disk is full nothing is taken, in words, until there is room.
 * Memory does not grow with the lines. Old segments go as a whole, by age and by size.
 */
@NullMarked
package dev.duru.logs.store;

import org.jspecify.annotations.NullMarked;
