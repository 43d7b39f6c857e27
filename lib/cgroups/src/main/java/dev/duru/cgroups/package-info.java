/**
 * Limits for processes and for all that they start, by control groups of Linux, versions 1 and 2.
 *
 * <p>{@link Cgroups} is a place for groups: one that goes with this process, or one that lasts, for
 * processes that outlive it. It opens a {@link Cgroup} with {@link Limits}; what could not be
 * limited on this machine, the group names. A process is taken in from outside, or writes itself
 * into {@link Cgroup#entrances} before it becomes the program that is to be limited.
 *
 * <p>Source: the kernel's documents admin-guide/cgroup-v1 and admin-guide/cgroup-v2.
 *
 * <p>Rules: changes only groups below this process's own. A machine without control groups, or
 * without the right to make some, is no error: nothing is limited there, and that is told.
 */
@NullMarked
package dev.duru.cgroups;

import org.jspecify.annotations.NullMarked;
