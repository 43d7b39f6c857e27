/**
 * Logs by OTLP over HTTP, below {@code /api/v1/projects/OWNER/PROJECT/otlp}, in its JSON form
 * (OpenTelemetry Protocol 1.x, the messages of logs).
 *
 * <p>Rules: a record is a line, whose text is its body; attributes of the record are its fields,
 * and a few attributes of the resource its origin. A record that is none is refused with its place,
 * and nothing of the request is taken then.
 */
@NullMarked
package dev.duru.observe.logs.otlp;

import org.jspecify.annotations.NullMarked;
