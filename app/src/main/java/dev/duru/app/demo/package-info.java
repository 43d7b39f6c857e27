/**
 * {@code duru demo}: the whole loop on real input, told as it happens.
 *
 * <p>The demo is a user of Duru, not a part of it: it speaks Git, the REST interface and plain HTTP
 * to the edge, and verifies each step of its story by what it sees there. It is given a running
 * server through its port {@link dev.duru.app.demo.DemoServer}.
 */
@NullMarked
package dev.duru.app.demo;

import org.jspecify.annotations.NullMarked;
