/**
 * From a digest to production, step by step, and back again.
 *
 * <p>Facts in: {@code ImagePublished} makes a release for each environment that takes the branch,
 * {@code ReleaseDeployed} one for each environment that comes after; where branches or merge
 * requests have environments of their own, images make these too, and {@code MergeRequestMerged},
 * {@code MergeRequestClosed} and {@code RefDeleted} end them ({@link
 * dev.duru.delivery.FollowReviews}, {@code ReviewEnded}). Facts out: everything about a release,
 * from {@code ReleaseCreated} to {@code ReleaseDeployed} or {@code RolledBack} and {@code
 * DigestQuarantined}; locks, overrides, ticked checklists and commands.
 *
 * <p>A {@link dev.duru.delivery.Release} is a digest on its way into one environment; {@link
 * dev.duru.delivery.ReleaseState} is its state machine. People's commands and the reconcile loop
 * ({@link dev.duru.delivery.Lane}, one for each environment) both move it by compare-and-set in
 * SQL, with the facts in the same transaction. What runs and where traffic goes is derived from
 * that state again and again, so a Duru that was killed at any moment goes on where it stood.
 *
 * <p>Ports: {@link dev.duru.delivery.Runtime} (where replicas run), {@link
 * dev.duru.delivery.Traffic} (who gets which share of the requests), {@link
 * dev.duru.delivery.MetricQuery} (what was measured), {@link dev.duru.delivery.ValueQuery} and
 * {@link dev.duru.delivery.PastMetrics} (queries, and the past), {@link dev.duru.delivery.GateJobs}
 * (runs that test a release), {@link dev.duru.delivery.Reverts} (a branch that takes a change
 * back), {@link dev.duru.delivery.Manifests}, {@link dev.duru.delivery.Secrets}, {@link
 * dev.duru.delivery.Images}, {@link dev.duru.delivery.RepositoryFiles} (objects of a cluster that a
 * repository describes), {@link dev.duru.delivery.StandingRules}, {@link
 * dev.duru.delivery.CommitLog}, {@link dev.duru.delivery.Branches}; what jobs of runs wait for and
 * have deployed is shown by {@link dev.duru.delivery.WaitingJobs} and {@link
 * dev.duru.delivery.JobEnvironments}.
 *
 * <p>A pass of the loop: {@link dev.duru.delivery.Scene} says which release plays which part,
 * {@link dev.duru.delivery.Plan} how one takes over, {@link dev.duru.delivery.Fleet} brings up and
 * takes away copies, {@link dev.duru.delivery.Shares} shares out the requests, {@link
 * dev.duru.delivery.Readings} asks the gates, {@link dev.duru.delivery.RolloutDecision} decides and
 * {@link dev.duru.delivery.Advance} notes it.
 *
 * <p>{@link dev.duru.delivery.Declare} is what declarations of environments do here, for whoever
 * applies them.
 *
 * <p>Rules: what decides is pure ({@link dev.duru.delivery.RolloutDecision}, {@link
 * dev.duru.delivery.Verdict}, {@link dev.duru.delivery.Evidence}); a release that serves is never
 * stopped before another one takes all of its traffic; a quarantined digest comes back only by a
 * maintainer's word.
 */
@NullMarked
package dev.duru.delivery;

import org.jspecify.annotations.NullMarked;
