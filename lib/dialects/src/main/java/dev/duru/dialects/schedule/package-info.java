/**
 * Times at which something starts by itself: {@link Cron} reads the five fields of POSIX cron and
 * knows the next time, {@link Schedule} is a line of a CI file.
 *
 * <p>Rules: pure; the clock is the caller's. A line that has no next time, such as the 30th of
 * February, is valid and never starts anything.
 */
@NullMarked
package dev.duru.dialects.schedule;

import org.jspecify.annotations.NullMarked;
