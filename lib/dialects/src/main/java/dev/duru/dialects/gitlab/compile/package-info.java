/**
 * From a configuration to a plan.
 *
 * <p>{@link PipelineCompiler} decides by {@code workflow:rules} whether there is a pipeline at all
 * and by rules, {@code only} and {@code except} which jobs are in it; {@link JobCompiler} makes the
 * cells of one job with all steps of GitLab's runner (sources, cache, artifacts, scripts, after
 * script, cache, artifacts); {@link Ordering} adds stages as barriers and {@code needs} as edges.
 * Rules are decided here; what depends on a running job stays an expression.
 */
@NullMarked
package dev.duru.dialects.gitlab.compile;

import org.jspecify.annotations.NullMarked;
