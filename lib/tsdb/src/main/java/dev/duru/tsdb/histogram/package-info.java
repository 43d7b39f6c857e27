/**
 * Native histograms: samples that are whole distributions.
 *
 * <p>A {@link dev.duru.tsdb.histogram.Histogram} counts observations in buckets whose bounds follow
 * from a schema: exponential (each power of two is cut into 2^schema buckets, with a zero bucket
 * around 0) or custom (the bounds are listed). Counts are doubles, for queries divide and
 * interpolate. Values are immutable; {@link dev.duru.tsdb.histogram.HistogramSum} adds many up
 * without losing digits, and reconciles schemas, zero buckets and custom bounds that differ.
 *
 * <p>What buckets, resets and interpolation mean is told in
 * https://prometheus.io/docs/specs/native_histograms/.
 */
@NullMarked
package dev.duru.tsdb.histogram;

import org.jspecify.annotations.NullMarked;
