/**
 * The query language PromQL, whole, with all that Prometheus calls experimental.
 *
 * <p>{@link dev.duru.tsdb.query.QueryEngine} is the entrance: a query and a time in, a {@link
 * dev.duru.tsdb.query.Value} out, with warnings and information. {@code syntax} makes a checked
 * tree of the text, {@code eval} answers it from a {@link dev.duru.tsdb.SeriesReader}. Meaning,
 * numbers and messages are those of Prometheus:
 * https://prometheus.io/docs/prometheus/latest/querying/basics/. A range leaves out its first
 * instant, and names of series are dropped at the end of a query.
 *
 * <p>Rules: queries are limited in steps, samples held and time; each can be canceled.
 */
@NullMarked
package dev.duru.tsdb.query;

import org.jspecify.annotations.NullMarked;
