/**
 * The syntax tree of GitHub workflows and actions.
 *
 * <p>{@link WorkflowReader} and {@link ActionReader} turn YAML into {@link Workflow} and {@link
 * ActionSyntax}. They are tolerant: what has the wrong shape is left out here and reported by
 * {@code github.lint}, which looks at the same YAML. Scalars stay {@link
 * dev.duru.yaml.YamlScalar}s, so that every text keeps its place.
 */
@NullMarked
package dev.duru.dialects.github.syntax;

import org.jspecify.annotations.NullMarked;
