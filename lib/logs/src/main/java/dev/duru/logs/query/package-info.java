/**
 * What a line must be like: {@link dev.duru.logs.query.LogExpr}, the language in which people write
 * it ({@link dev.duru.logs.query.QueryParser}), and the test of a line ({@link
 * dev.duru.logs.query.Line}).
 *
 * <p>Rules: pure. The test is what an expression means; an index may only be a faster way to the
 * same lines. Regular expressions are RE2's, whose time grows with the length of the line.
 */
@NullMarked
package dev.duru.logs.query;

import org.jspecify.annotations.NullMarked;
