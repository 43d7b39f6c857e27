/**
 * Where the loop begins: projects, their Git repositories, and the pages that show the code.
 *
 * <p>Facts out: {@code ProjectCreated}, and for each ref that a push moved {@code CommitPushed} or
 * {@code RefDeleted}, exactly once: {@link dev.duru.source.RefLedger} notes who is about to move
 * what, the ref moves, and the fact is appended while it removes the note; at the start it compares
 * every repository with what the ledger knows and appends what a crash kept back. In the same
 * transaction {@link dev.duru.source.MergeFollower} notes what moved refs mean for merge requests,
 * {@code MergeRequestUpdated} and {@code MergeRequestMerged}; the other facts about those come from
 * {@link dev.duru.source.MergeRequests} and {@link dev.duru.source.MergeTalk}. Facts in: {@code
 * RunFinished} and what people say, for merge requests that wait to be merged.
 *
 * <p>Ports: {@link dev.duru.source.PushEcho} tells the client of a push what becomes of it, {@link
 * dev.duru.source.Remarks} what builds said about places in files, {@link dev.duru.source.Statuses}
 * what was said of a commit, {@link dev.duru.source.Checks} how the runs of a merge request do,
 * {@link dev.duru.source.Previews} where it can be looked at as it runs. Rights are asked of the
 * web kit's {@code Authority}.
 *
 * <p>Rules: a push is acknowledged when its objects, its refs and its facts are durable, and not
 * before. {@link dev.duru.source.Merging} merges by what is a push to everybody else, so that the
 * target's ref and the state of the request cannot disagree. Whatever a client sends is hostile
 * until it was checked, in quarantine.
 */
@NullMarked
package dev.duru.source;

import org.jspecify.annotations.NullMarked;
