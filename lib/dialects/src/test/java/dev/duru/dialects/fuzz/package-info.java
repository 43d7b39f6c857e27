/**
 * A fuzzer for what reads text that strangers write: expressions, templates, YAML, workflows,
 * actions, filter patterns and schedules.
 *
 * <p>{@link Fuzz} makes inputs, by grammar ({@link Grammars}) and by mutation of seeds ({@link
 * Mutator}), gives them to the {@link Target}s on a thread that {@link Watchdog} watches, and looks
 * for three things: an exception that is not documented, an input that takes longer than its limit,
 * and time that grows faster than the input ({@link Growth}). {@link Minimiser} makes a failing
 * input small. The same seed gives the same inputs.
 */
@NullMarked
package dev.duru.dialects.fuzz;

import org.jspecify.annotations.NullMarked;
