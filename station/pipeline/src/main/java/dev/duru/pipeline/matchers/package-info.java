/**
 * What compilers and linters print, as remarks about places in files.
 *
 * <p>A step registers patterns with {@code ::add-matcher::FILE}; see <a
 * href="https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md">GitHub's "Problem
 * matchers"</a>. {@link dev.duru.pipeline.matchers.MatcherFile} reads such a file, {@link
 * dev.duru.pipeline.matchers.ProblemMatchers} holds those of one job and asks them about each line,
 * {@link dev.duru.pipeline.matchers.LinePattern} is one regular expression.
 *
 * <p>Rules: knows text only, no runs and no files of the job; a pattern that takes too long is
 * dropped and said to be, because patterns come from other people's repositories.
 */
@NullMarked
package dev.duru.pipeline.matchers;

import org.jspecify.annotations.NullMarked;
