/**
 * Logs by OTLP over HTTP, below {@code /api/v1/projects/OWNER/PROJECT/otlp}, as protocol buffers
 * and as JSON (OpenTelemetry Protocol 1.x, the messages of logs).
 *
 * <p>{@code WireRecords} and {@code JsonRecords} read the two forms, {@code Records} makes lines of
 * what they found. Rules: a record is a line, whose text is its body; attributes of the record are
 * its fields, with the trace and the span that it was said in, and a few attributes of the resource
 * its origin. A record that is none is refused with its place, and nothing of the request is taken
 * then.
 */
@NullMarked
package dev.duru.observe.logs.otlp;

import org.jspecify.annotations.NullMarked;
