/**
 * The expressions of {@code rules:if} and {@code workflow:rules:if}: variables, texts, patterns,
 * {@code == != =~ !~ && ||} and parentheses.
 *
 * <p>{@link RuleExpression#parse} lexes and parses once, and finds mistakes with their place;
 * {@link RuleExpression#evaluate} gives a value. Patterns are RE2 (re2j), whose time is linear in
 * the text. Source: docs.gitlab.com, "CI/CD YAML syntax reference", {@code rules:if}, and GitLab's
 * public specification of its statements.
 */
@NullMarked
package dev.duru.dialects.gitlab.rules;

import org.jspecify.annotations.NullMarked;
