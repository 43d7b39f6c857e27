/**
 * What a merge request is, how it is kept, and whether it may be merged.
 *
 * <p>{@link dev.duru.source.merge.MergeRequest} is the row, {@link
 * dev.duru.source.merge.MergeStore} its SQL, {@link dev.duru.source.merge.MergeDecision} says (and
 * does nothing else) what stands in the way. What is done with them, in repositories and on pages,
 * is the station's.
 *
 * <p>Rules: an approval is about the commit that was read, and void when the branch moves on;
 * nobody's approval of their own change counts. A request is merged in the transaction that notes
 * that its target moved, so that the two cannot disagree.
 */
@NullMarked
package dev.duru.source.merge;

import org.jspecify.annotations.NullMarked;
