/**
 * How numbers are written: as Prometheus does in queries, messages and labels, which is as Go's
 * standard library formats them. Knows nothing of series.
 */
@NullMarked
package dev.duru.tsdb.number;

import org.jspecify.annotations.NullMarked;
