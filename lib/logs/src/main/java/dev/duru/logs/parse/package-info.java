/**
 * What is in a line: its words ({@link dev.duru.logs.parse.Words}) and its fields ({@link
 * dev.duru.logs.parse.Fields}), found in JSON, logfmt and the access logs of web servers.
 *
 * <p>Rules: pure; whatever a line holds, the time and memory for it are bounded by its length.
 */
@NullMarked
package dev.duru.logs.parse;

import org.jspecify.annotations.NullMarked;
