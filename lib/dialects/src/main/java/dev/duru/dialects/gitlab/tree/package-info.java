/**
 * GitLab's files as trees of YAML nodes, and what GitLab does to the trees before it looks at jobs.
 *
 * <p>{@link GitlabYaml} reads a text as GitLab's reader does (later duplicates win, {@code <<} in
 * its place, a header document with {@code spec}), {@link Interpolation} fills in <code>$[[ ]]
 * </code>, {@link Trees} merges, {@link Extends} and {@link References} resolve {@code extends} and
 * {@code !reference}, in this order. Every node keeps the file, line and column where it was
 * written, so that problems are shown there.
 */
@NullMarked
package dev.duru.dialects.gitlab.tree;

import org.jspecify.annotations.NullMarked;
