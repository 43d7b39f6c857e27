/**
 * The expression language of GitHub Actions: lexer, parser, evaluator.
 *
 * <p>{@link GhaParser} makes an {@link Ast} of code, or throws {@link SyntaxException} with the
 * offset of the character that is wrong. {@link GhaEvaluator} walks it with the runner's own rules:
 * loose equality by way of numbers, comparison without regard to case, filters by {@code *},
 * properties of nothing being nothing. {@link GhaTemplate} cuts text into plain parts and <code>
 * ${{ }}</code>. {@link GhaFunction} lists the functions and how many arguments they take.
 *
 * <p>Source: GitHub's documentation of "Evaluate expressions in workflows and actions", and the
 * behaviour of the runner as recorded in the public test suite of actions/languageservices.
 */
@NullMarked
package dev.duru.dialects.github.expr;

import org.jspecify.annotations.NullMarked;
