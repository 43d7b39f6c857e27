/**
 * From a CI file to a finished run.
 *
 * <p>{@link dev.duru.pipeline.Pipeline} is the entrance. A push makes {@link
 * dev.duru.pipeline.Pushes} read the commit's workflows, and each that the event starts becomes a
 * run; the {@code engine} package runs it. {@link dev.duru.pipeline.LocalRun} does the same for a
 * folder without a server, {@link dev.duru.pipeline.Lint} only checks. {@link
 * dev.duru.pipeline.PackageKeeper} keeps the files that the project's package is made of.
 *
 * <p>Facts in: CommitPushed, RefDeleted, its own, and those about merge requests, of which {@link
 * dev.duru.pipeline.MergeRuns} makes runs. Facts out: RunQueued, RunStarted, JobStarted,
 * JobFinished, TestsReported, RunFinished. Ports: {@link dev.duru.pipeline.Repository}, {@link
 * dev.duru.pipeline.Secrets}, {@link dev.duru.pipeline.PackagePaths}, {@link
 * dev.duru.pipeline.github.PullRequests}.
 *
 * <p>Rules: one push makes at most one run of each workflow, however often the fact is read; a
 * workflow that does not compile makes a run that failed with all its problems; a job sees only its
 * own folder.
 */
@NullMarked
package dev.duru.pipeline;

import org.jspecify.annotations.NullMarked;
