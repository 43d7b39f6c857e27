/**
 * Git repositories on disk, and what is asked of them: commits, trees, differences, work trees.
 *
 * <p>{@link dev.duru.source.git.Repositories} knows where they lie and makes them whole or not at
 * all. A push arrives in a {@link dev.duru.source.git.Quarantine} beside its repository, so that
 * one that is refused leaves nothing behind. {@link dev.duru.source.git.History}, {@link
 * dev.duru.source.git.Trees} and {@link dev.duru.source.git.Differences} answer questions; {@link
 * dev.duru.source.git.WorkTree} writes a commit out for a job.
 *
 * <p>Rules: nothing here knows the database, facts, rights or the web. All text of a repository is
 * hostile: sizes are bounded, and names and lines are given as they are for the pages to escape.
 */
@NullMarked
package dev.duru.source.git;

import org.jspecify.annotations.NullMarked;
