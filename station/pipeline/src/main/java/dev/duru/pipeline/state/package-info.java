/**
 * What is known of runs, jobs and steps, durably.
 *
 * <p>{@link State} is the one state machine of runs and of jobs; {@link RunRow}, {@link JobRow},
 * {@link StepRow} and the other records are rows. {@link RunStore} keeps runs and jobs: every
 * change of state is a compare-and-set within the caller's transaction, next to the facts that it
 * makes true. {@link YieldStore} keeps what jobs yield: artifacts, caches, test cases, package
 * output.
 *
 * <p>Rules: no processes, no files, no plan; SQL lives here and nowhere else in the station.
 */
@NullMarked
package dev.duru.pipeline.state;

import org.jspecify.annotations.NullMarked;
