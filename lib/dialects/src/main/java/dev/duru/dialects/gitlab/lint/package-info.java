/**
 * What a GitLab file may say: {@link Grammar} declares every key of GitLab's reference with the
 * {@link Shape} of its value, and {@link Checker} compares a tree with it.
 *
 * <p>Rules: a key that is not declared is an error with its place; nothing is passed over. Source:
 * docs.gitlab.com, "CI/CD YAML syntax reference".
 */
@NullMarked
package dev.duru.dialects.gitlab.lint;

import org.jspecify.annotations.NullMarked;
