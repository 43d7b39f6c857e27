/**
 * Statsd: lines that programs throw at a port, counted together and kept as series.
 *
 * <p>{@link dev.duru.observe.statsd.StatsdLine} reads the format of statsd
 * (https://github.com/statsd/statsd/blob/master/docs/metric_types.md) with the tags, packed values
 * and types of DogStatsD (https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/), {@code
 * Tally} adds up what lines of one name and tags say, and {@link dev.duru.observe.statsd.Statsd}
 * listens and writes the sums down every ten seconds. Facts: none. Ports: none.
 *
 * <p>Rules: a line that is wrong costs itself alone, and is counted with the reason; counters and
 * distributions only grow, as Prometheus wants it; names, values of sets and connections have
 * bounds, for whoever reaches the port may send.
 */
@NullMarked
package dev.duru.observe.statsd;

import org.jspecify.annotations.NullMarked;
