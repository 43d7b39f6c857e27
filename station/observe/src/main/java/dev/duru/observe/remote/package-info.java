/**
 * Remote: samples from and for other servers, in the protocols of Prometheus.
 *
 * <p>{@link dev.duru.observe.remote.WriteMessages} reads requests of remote write 1.0 and 2.0
 * (https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/) and writes them, {@link
 * dev.duru.observe.remote.ReadMessages} does so for remote read, whose answers {@link
 * dev.duru.observe.remote.ChunkedAnswer} streams as chunks of numbers and of histograms, {@link
 * dev.duru.observe.remote.Federation} and {@link dev.duru.observe.remote.FederationMessages} write
 * pages to be scraped, and {@link dev.duru.observe.remote.RemoteWrite} sends samples on from a
 * queue on disk. Facts: none. Ports: none.
 *
 * <p>Rules: what is acknowledged is durable; a request that is refused says why, and is refused
 * with 400 only when sending it again would not help.
 */
@NullMarked
package dev.duru.observe.remote;

import org.jspecify.annotations.NullMarked;
