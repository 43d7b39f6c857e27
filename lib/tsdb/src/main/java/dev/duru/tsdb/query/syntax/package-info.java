/**
 * PromQL as text: from characters to a checked tree, and back.
 *
 * <p>{@code Lexer} cuts a query into {@link dev.duru.tsdb.query.syntax.Token}s, {@link
 * dev.duru.tsdb.query.syntax.Parser} makes an {@link dev.duru.tsdb.query.syntax.Expr} of them,
 * {@code Checker} refuses what does not fit together, {@link dev.duru.tsdb.query.syntax.Printer}
 * writes a tree as text again. Every node knows its {@link dev.duru.tsdb.query.syntax.Place} in the
 * text; messages name line and column and have the words of Prometheus, which users look up.
 *
 * <p>The language is that of https://prometheus.io/docs/prometheus/latest/querying/basics/ with
 * everything experimental switched on.
 */
@NullMarked
package dev.duru.tsdb.query.syntax;

import org.jspecify.annotations.NullMarked;
