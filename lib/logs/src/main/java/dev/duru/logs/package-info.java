/**
 * Log lines: kept, indexed and searched.
 *
 * <p>What all parts share: a {@link dev.duru.logs.LogEntry} is a line with its time, the {@link
 * dev.duru.logs.Origin} that said it and the fields that came with it; a {@link
 * dev.duru.logs.Draft} is one that has no number yet. {@code parse} finds fields and words in a
 * line, {@code query} holds what a line must be like, {@code store} keeps lines on disk and finds
 * them, {@code errors} groups stack traces.
 *
 * <p>Rules: knows nothing of Duru; whoever appends has masked what is secret.
 */
@NullMarked
package dev.duru.logs;

import org.jspecify.annotations.NullMarked;
