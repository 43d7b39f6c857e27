/**
 * Feedback: what is learned from what happened, which begins the next round of the loop.
 *
 * <p>A release that was taken back, or that keeps dying, opens an issue with the suspect commits,
 * the gate's graph and the last lines of the log; a commit that says {@code Fixes #1} closes it
 * when it is live in production. The change page tells the story of one commit, the overview shows
 * the loop as a ring, and the DORA figures are counted, all from the ledger.
 *
 * <p>Facts in: RolledBack, CrashLooped, ReleaseDeployed, AlertFired and AlertResolved drive the
 * rules; all others are read for the pages. Facts out: IssueOpened, IssueClosed, IssueReopened,
 * IssueCommented. Ports: {@link dev.duru.feedback.History}, {@link dev.duru.feedback.GraphExtract},
 * {@link dev.duru.feedback.LogExtract}, {@link dev.duru.feedback.Production}, {@link
 * dev.duru.feedback.Statuses}.
 *
 * <p>Rules: {@link dev.duru.feedback.RaiseIncident} and {@link dev.duru.feedback.CloseFixed} are
 * idempotent by the fact's sequence; figures and stories are pure functions of facts ({@link
 * dev.duru.feedback.Dora}, {@link dev.duru.feedback.Change}, {@link dev.duru.feedback.Loop}).
 */
@NullMarked
package dev.duru.feedback;

import org.jspecify.annotations.NullMarked;
