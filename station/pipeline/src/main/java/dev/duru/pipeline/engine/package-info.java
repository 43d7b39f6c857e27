/**
 * Runs plans.
 *
 * <p>{@link Engine} takes runs that are in the database and drives each with a {@link RunDirector}:
 * which node is ready, which is skipped, which cells a matrix has. A {@link RunGraph} holds the
 * nodes of one {@link Level}: the run's own workflow, or one that a job calls ({@link Calls}). What
 * changes is done in the pieces of {@link RunWork}, each of which is committed as one; {@link
 * JobMoves} moves entries, {@link Holds} keeps those waiting that want a concurrency group ({@link
 * Locks}) or a person's word, {@link Bridges} starts runs of other projects and waits for them,
 * {@link Recovery} brings graph and rows together at the start. A ready job waits for one of the
 * {@link Slots} ({@link JobStarts}) and then becomes a {@link JobRun}: a folder, a log, a sandbox,
 * and its steps one after the other by {@link StepRunner}, in a {@link JobScope} (variables, paths,
 * masks) and a {@link Frame} (what steps of one composite action see of each other). {@link
 * OutputFilter} reads what steps print, {@link FileCommands} what they write behind {@code
 * GITHUB_ENV} and its kin.
 *
 * <p>Ports: {@link PlanSource} (plan and secrets of a run and of what it calls, again after a
 * restart), {@link Gatekeeper} (whether people agree), {@link Builtin} (what the engine can do
 * itself), {@link Harvest} (what to keep of a job's workspace), {@link JobGrants} (a token of the
 * job's own, and what it opens), {@link Vault} (secrets), {@link OtherProjects} (their runs).
 *
 * <p>Rules: what is acknowledged is in the database first; a job that was running when Duru died
 * starts once more, or ends as errored; failed is not errored.
 */
@NullMarked
package dev.duru.pipeline.engine;

import org.jspecify.annotations.NullMarked;
