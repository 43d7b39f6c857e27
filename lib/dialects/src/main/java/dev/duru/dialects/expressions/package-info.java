/**
 * The one door to evaluating {@code plan.Expr}, whatever its language.
 *
 * <p>{@link Expressions} takes an expression of a plan and {@code value.Contexts}, and gives a
 * value, a truth, a text, the variables of a layer, or a shell. Mistakes end in {@code
 * value.ExpressionException}, which knows file, line and column.
 */
@NullMarked
package dev.duru.dialects.expressions;

import org.jspecify.annotations.NullMarked;
