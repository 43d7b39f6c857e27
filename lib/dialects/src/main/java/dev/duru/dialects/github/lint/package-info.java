/**
 * Every check of a GitHub workflow or action, each with line and column.
 *
 * <p>{@link Grammar} describes the language as {@link Shape}s: which keys, which kinds of values,
 * and at each text which contexts an expression may use ({@link Where}). {@link ShapeChecker} walks
 * a file along the grammar. {@link Scalars} checks the expressions in texts, with types ({@link
 * Type}, {@link TypeChecker}) of the contexts as they are at that place ({@link Scope}). {@link
 * WorkflowLint} drives all this in the order of evaluation and adds the rules that look at more
 * than one value: {@link TriggerRules}, {@link JobRules}, {@link MatrixRules}, {@link RunnerRules},
 * {@link StepRules}.
 *
 * <p>Rules: an error is what GitHub itself refuses; a warning is what it accepts and nobody wants.
 * Positions are those of the wrong character, inside expressions too.
 *
 * <p>Sources: GitHub's "Workflow syntax for GitHub Actions", "Contexts reference" (availability),
 * "Events that trigger workflows"; places of errors agree with rhysd/actionlint's public suite.
 */
@NullMarked
package dev.duru.dialects.github.lint;

import org.jspecify.annotations.NullMarked;
