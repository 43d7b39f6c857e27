/**
 * What jobs print: kept on disk line by line as it comes, masked before it gets there.
 *
 * <p>A {@link JobLog} appends lines (time, step, kind, text) to one file a job and notes the place
 * of every {@link LogFile#STRIDE}th in an index beside it, so that {@link LogFile} reads any window
 * of a log of any size at once; a small log has no such {@link Sidecar}. A {@link Masker} hides
 * secrets in every form in which they usually appear. {@link WorkflowCommand} reads {@code ::error
 * file=a::text} and its kin; {@link Ansi} turns terminal colours into HTML.
 *
 * <p>Rules: knows files and text, nothing of runs; memory does not grow with the log.
 */
@NullMarked
package dev.duru.pipeline.log;

import org.jspecify.annotations.NullMarked;
