/**
 * Metrics by the protocol of OpenTelemetry, over HTTP, as protocol buffers and as JSON.
 *
 * <p>{@link dev.duru.observe.otlp.OtlpMetrics} reads a request
 * (https://opentelemetry.io/docs/specs/otlp/) into series, with the names and units that
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/ gives them.
 * Facts: none. Ports: none.
 *
 * <p>Rules: {@code service.name} becomes {@code job}, with {@code service.namespace} before it, and
 * {@code service.instance.id} becomes {@code instance}; what is measured as differences is refused
 * and counted, since only the sender knows where they began.
 */
@NullMarked
package dev.duru.observe.otlp;

import org.jspecify.annotations.NullMarked;
