/**
 * From the syntax tree of a workflow to the plan.
 *
 * <p>{@link WorkflowCompiler} makes the nodes and edges, {@link JobCompiler} a job with its
 * surroundings, {@link StepCompiler} the steps, {@link MatrixExpander} the cells of a matrix,
 * {@link CompositeExpander} the steps of a composite action. {@link Exprs} turns YAML into {@code
 * plan.Expr} and conditions; {@link Shells} knows how GitHub starts each shell.
 *
 * <p>The tree must have passed the checks of {@code github.lint}: what is malformed here is simply
 * left out.
 */
@NullMarked
package dev.duru.dialects.github.compile;

import org.jspecify.annotations.NullMarked;
