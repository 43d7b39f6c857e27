/**
 * The part of Loki's HTTP API that shippers and Grafana need, below {@code
 * /api/v1/projects/OWNER/PROJECT/loki}.
 *
 * <p>{@link dev.duru.observe.logs.loki.LokiRoutes} takes lines in ({@code PushJson}, {@code
 * PushMessage}) and answers queries, {@code LokiIndex} tells which labels and fields there are,
 * {@code LokiTail} tells lines as they come over a WebSocket; {@code LogQl} reads selectors, line
 * filters, {@code json}, {@code logfmt} and label filters into an expression of lib/logs, and
 * {@code count_over_time}, {@code rate}, {@code bytes_over_time}, {@code bytes_rate} with one
 * aggregation around them; {@code Matrix} evaluates these in one pass.
 *
 * <p>Rules: what is not known of LogQL is refused with its column. A field {@code a.b} of a JSON
 * line is {@code a_b} here, as Loki has it.
 */
@NullMarked
package dev.duru.observe.logs.loki;

import org.jspecify.annotations.NullMarked;
