/**
 * One sandboxed process tree for each job.
 *
 * <p>A {@link Sandboxes} opens a {@link Sandbox} for a job's folder: with bubblewrap where it works
 * (a read-only view of the machine, an own {@code /tmp}, an own PID space, neither Duru's data nor
 * other jobs in sight), else as a plain process in a session of its own. Inside runs one small
 * shell, the supervisor, which starts each step that it is told of and reports its exit code, so
 * that a step costs a fork and an exec and nothing more. {@link Commands} writes what the
 * supervisor reads; {@link StopLadder} stops a step politely first; {@link ProcessTree} finds and
 * ends whatever is left. {@link StepHost} is what steps see of the place they run in, be it a
 * sandbox or a container; {@link PathView} says how paths are called there.
 *
 * <p>Rules: knows processes and folders, and nothing of runs, jobs or logs.
 */
@NullMarked
package dev.duru.pipeline.sandbox;

import org.jspecify.annotations.NullMarked;
