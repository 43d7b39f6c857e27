/**
 * Asks Debian's Prometheus and the query engine the same random queries over the same random
 * series, from a printed seed, and compares the answers.
 *
 * <p>What the installed version (2.42) understands otherwise is avoided: samples never lie at the
 * very beginning of a range (it was inclusive), counters have no gaps (the extrapolation to zero
 * has changed), names are not looked at after an operation (they were dropped at once; {@code
 * atan2} kept names, {@code predict_linear} lost steps with {@code @}, and the variance of a single
 * infinite value was 0). Of native histograms the same is asked of: counts, sums and averages of
 * selections, rates and sums, and the outermost quantiles; how quantiles within a bucket are
 * reckoned has changed.
 */
@NullMarked
package dev.duru.tsdb.differential;

import org.jspecify.annotations.NullMarked;
