/**
 * Runs scripts in Prometheus' test language against the query engine: {@code load}, {@code eval
 * instant}, {@code eval range}, {@code expect …}, {@code clear}. {@link
 * dev.duru.tsdb.conformance.PromqlSuite} runs a folder of them and leaves a score.
 */
@NullMarked
package dev.duru.tsdb.conformance;

import org.jspecify.annotations.NullMarked;
