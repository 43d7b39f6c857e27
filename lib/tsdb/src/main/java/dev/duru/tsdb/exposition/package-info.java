/**
 * What a scraped page says, in any of Prometheus' formats: text 0.0.4 and 1.0.0, OpenMetrics 1.0
 * and the protocol buffers of {@code io.prometheus.client.MetricFamily}.
 *
 * <p>{@link dev.duru.tsdb.exposition.Scraped#read} takes the content type and the bytes; {@link
 * dev.duru.tsdb.exposition.MetricText} and {@link dev.duru.tsdb.exposition.MetricMessages} are the
 * two readers. Specifications: https://prometheus.io/docs/instrumenting/exposition_formats/ and
 * https://prometheus.io/docs/specs/om/open_metrics_spec/.
 *
 * <p>Rules: a malformed page is refused whole, with the line and column of what is wrong; whatever
 * the format, the same numbers become the same series.
 */
@NullMarked
package dev.duru.tsdb.exposition;

import org.jspecify.annotations.NullMarked;
