/**
 * {@code include}: other files that become part of a pipeline.
 *
 * <p>{@link Sources} is the port that reads files of this repository, of another project, of the
 * web, templates and components. {@link Includes} walks the includes of a file and of what it
 * includes, honours their rules and inputs, and merges everything in order, the including file on
 * top. What cannot be reached is a problem at the line of the include.
 */
@NullMarked
package dev.duru.dialects.gitlab.include;

import org.jspecify.annotations.NullMarked;
