/**
 * What this machine does, in the names of node-exporter.
 *
 * <p>{@link dev.duru.observe.host.HostMetrics} writes a page of what Linux tells below {@code
 * /proc}. Facts: none. Ports: none.
 *
 * <p>Rules: what cannot be read is left out; units are seconds and bytes, as in
 * https://github.com/prometheus/node_exporter.
 */
@NullMarked
package dev.duru.observe.host;

import org.jspecify.annotations.NullMarked;
