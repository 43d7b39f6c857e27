/**
 * Which events start a workflow.
 *
 * <p>{@link Event} is what happened, {@link Triggers} compares it with {@code on} and says why not,
 * {@link Filter} and {@link Glob} are GitHub's patterns of branches, tags and paths, {@link
 * DispatchInputs} fills in the inputs of a manual start or a call.
 *
 * <p>Source: GitHub's "Events that trigger workflows" and the "Filter pattern cheat sheet".
 */
@NullMarked
package dev.duru.dialects.github.trigger;

import org.jspecify.annotations.NullMarked;
