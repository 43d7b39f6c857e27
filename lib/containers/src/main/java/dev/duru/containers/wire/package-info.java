/**
 * HTTP/1.1 over a socket, as far as a container engine's API needs it.
 *
 * <p>{@link Endpoint} is where the engine listens: a Unix socket or a TCP port. One {@link
 * Exchange} is one connection and one request: engines are near, a connection costs little, and a
 * response may turn the connection into a raw stream of bytes (RFC 9110, section 7.8). The JDK's
 * HttpClient speaks neither to Unix sockets nor such streams.
 *
 * <p>Rules: knows nothing of containers; fails with {@code IOException}.
 */
@NullMarked
package dev.duru.containers.wire;

import org.jspecify.annotations.NullMarked;
