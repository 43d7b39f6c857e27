/**
 * GitHub Actions: workflows and composite actions.
 *
 * <p>{@link GithubActions} is the entrance: parse and check a workflow, ask whether an event starts
 * it, compile it to a plan, expand composite actions. Below it, in the order in which text walks
 * through them: {@code syntax} (the tree), {@code lint} (every check, with line and column), {@code
 * trigger} (events and their filters), {@code compile} (the plan), {@code expr} (the expression
 * language).
 */
@NullMarked
package dev.duru.dialects.github;

import org.jspecify.annotations.NullMarked;
