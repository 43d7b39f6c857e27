/**
 * CI files of other products, compiled into one plan that an engine can run.
 *
 * <p>The way of a file: text, {@link dev.duru.yaml.Yaml} nodes, a dialect's front end (such as
 * {@code dialects.github}), and a {@code dialects.plan.Plan}. The plan holds everything that an
 * engine needs; what is only known later (conditions, names, matrices from outputs) stays in it as
 * {@code plan.Expr}, to be evaluated through {@code dialects.expressions.Expressions} in the
 * language in which the user wrote it.
 *
 * <p>Packages point one way: {@code value} (values and contexts), {@code plan} (the model, data
 * only), one package for each dialect, {@code expressions} (the facade over their evaluators).
 * Nothing here knows Duru, opens a file or a socket, or starts a process. What a dialect says and
 * an engine cannot honour becomes a {@code plan.Gap} with its place; no key is dropped silently.
 */
@NullMarked
package dev.duru.dialects;

import org.jspecify.annotations.NullMarked;
