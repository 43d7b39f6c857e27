/**
 * Traffic through Duru's own edge: the adapter of the ports {@link dev.duru.delivery.Traffic} and
 * {@link dev.duru.delivery.MetricQuery} for it.
 *
 * <p>The edge is a program of its own that is adopted when it runs and started when it does not.
 * What it should do is derived from delivery's state and put in force as a whole for each
 * environment; what it measured is read from its counters, so that a gate needs nobody else.
 */
@NullMarked
package dev.duru.delivery.traffic.edge;

import org.jspecify.annotations.NullMarked;
