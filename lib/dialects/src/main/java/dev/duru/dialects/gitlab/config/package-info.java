/**
 * A whole configuration: the file with its includes merged, {@code extends} and {@code !reference}
 * resolved, checked, and split into what holds for all and the jobs with their defaults.
 *
 * <p>{@link ConfigurationReader} makes a {@link Configuration}; {@code gitlab.compile} makes plans
 * of it. {@link JobRules} checks what keys mean together: stages, needs, circles, conditions.
 */
@NullMarked
package dev.duru.dialects.gitlab.config;

import org.jspecify.annotations.NullMarked;
