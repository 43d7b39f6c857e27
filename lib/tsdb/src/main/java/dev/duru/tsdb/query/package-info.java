/**
 * The query language: the part of PromQL that graphs, gates and alerts need first.
 *
 * <p>There are: selectors with all four matchers, ranges, {@code offset}; {@code + - * / % ^} and
 * the comparisons with {@code bool}, between numbers and vectors one to one ({@code on}, {@code
 * ignoring}); {@code and or unless}; {@code sum avg min max count} with {@code by} and {@code
 * without}; the functions in {@link dev.duru.tsdb.query.Functions}. What PromQL has beyond that is
 * refused by name and position, never misread. Meaning and numbers follow Prometheus:
 * https://prometheus.io/docs/prometheus/latest/querying/basics/; a range leaves out its first
 * instant, as since Prometheus 3.
 *
 * <p>Three steps, each a class: {@code Lexer} makes tokens, {@code Parser} an {@link
 * dev.duru.tsdb.query.Expr} whose types are checked, {@link dev.duru.tsdb.query.QueryEngine} a
 * value at a time, or at each step of a range.
 */
@NullMarked
package dev.duru.tsdb.query;

import org.jspecify.annotations.NullMarked;
