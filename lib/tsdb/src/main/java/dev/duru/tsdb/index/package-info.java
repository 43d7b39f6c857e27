/**
 * Finds series by their labels.
 *
 * <p>{@link dev.duru.tsdb.index.Postings} are the numbers of series that have something, growing,
 * read one after the other and never held as a whole where it can be helped. A {@link
 * dev.duru.tsdb.index.LabelIndex} has them by label and value: the head's in memory, a block's on
 * disk. {@link dev.duru.tsdb.index.Selection} finds the series that fulfil all matchers: it
 * intersects what must be there and leaves out what must not; alternatives that a regular
 * expression lists are looked up, others are found by their prefix.
 */
@NullMarked
package dev.duru.tsdb.index;

import org.jspecify.annotations.NullMarked;
