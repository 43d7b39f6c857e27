/**
 * Traces: what a request did, part by part, kept and shown beside the lines that it wrote.
 *
 * <p>{@link dev.duru.observe.traces.Traces} keeps the spans of each project in a store of lines of
 * its own ({@code lib/logs}: synced before it is acknowledged, found again after a crash, indexed,
 * bounded by age and size), each span a line of JSON; {@link dev.duru.observe.traces.TraceRoutes}
 * takes them in by OTLP, finds them and shows one as a waterfall. Facts: none. Ports: {@link
 * dev.duru.observe.traces.TraceLines}, answered by the logs.
 *
 * <p>Rules: a span is taken as it came, a trace is what has one id, whole or not; where a parent is
 * missing its children stand at the top; a span that is too old is not shown, also while its file
 * is still there.
 */
@NullMarked
package dev.duru.observe.traces;

import org.jspecify.annotations.NullMarked;
