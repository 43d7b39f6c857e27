/**
 * Values of expressions, and the contexts in which they are evaluated.
 *
 * <p>{@link Value} is what an expression gives: nothing, a truth, a number, text, a list or an
 * object whose keys ignore case. {@link Contexts} is what the caller gives: the tree of named roots
 * ({@code github}, {@code env}, {@code needs}, …), the {@link RunStatus} that status functions look
 * at, and a way to hash files of the workspace. {@link Json} goes to and from text.
 *
 * <p>Rules: immutable; no dialect knows another; coercions live in the dialect's evaluator, not
 * here, since they differ.
 */
@NullMarked
package dev.duru.dialects.value;

import org.jspecify.annotations.NullMarked;
