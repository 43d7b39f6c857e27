/**
 * Answers checked expressions from a store.
 *
 * <p>{@code Planner} settles what is the same for a whole query: lengths of time, {@code start()}
 * and {@code end()}, and which parts give the same at each step and so are reckoned once. {@code
 * Evaluator} walks the tree; each node gives {@code Row}s, one a series, with a place for each step
 * of the query. Series are read from the store one after the other; functions over ranges hold one
 * at a time. A {@code Budget} stops a query that holds too many samples, takes too long or is no
 * longer wanted.
 *
 * <p>Functions are entries of three tables: {@code MathFunctions} (a number from a number), {@code
 * RangeFunctions} (a number from a window of one series), {@code VectorFunctions} (a vector from
 * vectors at one step). A series' name is dropped at the very end, so that what happens on the way
 * can still see it. Semantics and words of {@link dev.duru.tsdb.query.eval.Annotations} follow
 * https://prometheus.io/docs/prometheus/latest/querying/.
 */
@NullMarked
package dev.duru.tsdb.query.eval;

import org.jspecify.annotations.NullMarked;
