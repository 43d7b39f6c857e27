/**
 * GitHub's dialect as a run sees it: {@link WorkflowPlans} makes a plan of the workflow that a run
 * carries, {@link GithubContext} the {@code github} context, {@link Payloads} the events as
 * GitHub's webhooks describe them.
 *
 * <p>Rules: pure; the same run gives the same plan, now and after a restart.
 */
@NullMarked
package dev.duru.pipeline.github;

import org.jspecify.annotations.NullMarked;
