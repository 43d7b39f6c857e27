/**
 * GitLab's dialect as a run sees it: {@link GitlabPlans} makes a plan of the configuration that a
 * run carries, {@link PipelineVariables} the variables that GitLab defines for it, {@link
 * FolderSources} reads includes from a folder.
 *
 * <p>Rules: the same run gives the same plan, now and after a restart; includes are read at the
 * run's commit.
 */
@NullMarked
package dev.duru.pipeline.gitlab;

import org.jspecify.annotations.NullMarked;
