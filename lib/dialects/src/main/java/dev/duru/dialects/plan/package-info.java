/**
 * The one plan into which every dialect compiles: what to run, in which order, under which
 * conditions.
 *
 * <p>A {@link Plan} is a graph of {@link Node}s and {@link Edge}s. A {@link Job} has a {@link
 * Cond}, a place to run ({@link Executor}), {@link EnvLayers} and {@link Step}s. What is not known
 * when the plan is made stays an {@link Expr} in the user's own language; a matrix that depends on
 * the output of another job is a {@link Deferred} node, expanded when that job is done; a called
 * workflow is a {@link SubPlan}. What the dialect says and the plan cannot hold is listed in {@link
 * Plan#gaps()}.
 *
 * <p>How an engine runs a plan: a node is ready when all its incoming edges are done; then its
 * condition is evaluated with the status of its ancestors; a false condition skips the node. The
 * results of all cells of one {@link Job#key()} together are what later nodes see as that job.
 *
 * <p>Rules: data only, no behaviour, no dialect; every part knows its place in the file.
 */
@NullMarked
package dev.duru.dialects.plan;

import org.jspecify.annotations.NullMarked;
