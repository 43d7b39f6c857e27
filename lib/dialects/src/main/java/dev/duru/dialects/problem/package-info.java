/**
 * What is wrong in a CI file, for people: a message, a place, the rule and the mend.
 *
 * <p>{@link Problem} is the record, {@link Problems} collects them while a file is read. An error
 * means that the dialect's own service would refuse the file or the run; a warning means that it
 * would do something that nobody wants.
 */
@NullMarked
package dev.duru.dialects.problem;

import org.jspecify.annotations.NullMarked;
