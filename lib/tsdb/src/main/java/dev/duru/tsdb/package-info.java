/**
 * A time series store, and Prometheus' text format in and out.
 *
 * <p>A series is a set of {@link dev.duru.tsdb.Labels}, the name among them as {@code __name__}; a
 * sample is a number at a time in milliseconds since 1970. Whoever asks for samples uses {@link
 * dev.duru.tsdb.SeriesReader}, whoever keeps them {@link dev.duru.tsdb.SeriesStore}; {@link
 * dev.duru.tsdb.store.Store} stands behind both, on disk or in memory.
 *
 * <p>{@link dev.duru.tsdb.SeriesStore#add} takes numbers, histograms and exemplars and says what
 * became of each as an {@link dev.duru.tsdb.Outcome}; {@code commit} makes durable what was added,
 * {@code delete} takes away. {@link dev.duru.tsdb.SeriesLimits} bounds the series of the store and
 * of each application or job in it.
 *
 * <p>Rules: of two samples of a series at one time the first counts; a value is any double, NaN and
 * infinities too; what is refused is counted and its reason named, never silently dropped. The
 * query language is in {@code query}.
 */
@NullMarked
package dev.duru.tsdb;

import org.jspecify.annotations.NullMarked;
