package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A series at one step.
 *
 * @param histogram null for a number
 * @param dropName whether the name is to be taken away in the end
 */
record Sample(Labels labels, double value, @Nullable Histogram histogram, boolean dropName) {}
