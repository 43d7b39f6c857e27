/**
 * Unit tests of rules in the format of promtool:
 * https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/.
 *
 * <p>{@link dev.duru.observe.rules.testing.RuleTests} reads a file, evaluates the rules that it
 * names over the series that it writes down, and says what came out otherwise. Facts: none. Ports:
 * none.
 *
 * <p>Rules: everything happens in memory and in the file's own time, which begins at 1970; the same
 * file has the same result everywhere.
 */
@NullMarked
package dev.duru.observe.rules.testing;

import org.jspecify.annotations.NullMarked;
