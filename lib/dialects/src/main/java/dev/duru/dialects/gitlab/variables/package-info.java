/**
 * GitLab's variables: a value may name other variables, which may name others.
 *
 * <p>{@link Expansion} replaces {@code $NAME} and <code>${NAME}</code>; {@code Predefined} and
 * {@code Slugs} know what GitLab defines itself. Pure; errors of the file are found elsewhere.
 * Source: docs.gitlab.com, "CI/CD variables" and "Where variables can be used".
 */
@NullMarked
package dev.duru.dialects.gitlab.variables;

import org.jspecify.annotations.NullMarked;
