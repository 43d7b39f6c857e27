/**
 * Stack traces in lines: put together from the lines of one origin ({@link
 * dev.duru.logs.errors.TraceAssembler}), read ({@link dev.duru.logs.errors.StackTraces}), and made
 * comparable: a {@link dev.duru.logs.errors.Failure} has the same fingerprint wherever and whenever
 * the same error happens, as long as the way to it is the same.
 *
 * <p>Java and other languages of its machine, Python, JavaScript and Go. Rules: pure; a trace is at
 * most {@link dev.duru.logs.errors.TraceAssembler#MOST_LINES} lines.
 */
@NullMarked
package dev.duru.logs.errors;

import org.jspecify.annotations.NullMarked;
