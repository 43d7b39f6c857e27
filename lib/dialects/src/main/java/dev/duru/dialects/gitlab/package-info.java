/**
 * GitLab CI: {@code .gitlab-ci.yml} to a plan.
 *
 * <p>{@link GitlabCi} is the entrance: {@code read} takes a file with its includes and finds every
 * problem, {@code compile} makes the plan of one pipeline. Below it: {@code tree} (YAML as GitLab
 * reads it, merging, extends, references, inputs), {@code include} (the port to other files),
 * {@code rules} (conditions), {@code variables}, {@code lint}, {@code config} and {@code compile}.
 *
 * <p>Rules: what GitLab's reference declares is read, what it does not is an error with its place;
 * what Duru does otherwise is a gap of the plan. Source: docs.gitlab.com, "CI/CD YAML syntax
 * reference".
 */
@NullMarked
package dev.duru.dialects.gitlab;

import org.jspecify.annotations.NullMarked;
