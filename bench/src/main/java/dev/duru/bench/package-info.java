/**
 * Benchmarks: programs that measure Duru beside something else in one run, and print the ratio.
 *
 * <p>Absolute figures of one machine say little on another, so each measurement has its counterpart
 * measured in the same run. Nothing here is a test: a slow machine fails nothing.
 */
@NullMarked
package dev.duru.bench;

import org.jspecify.annotations.NullMarked;
