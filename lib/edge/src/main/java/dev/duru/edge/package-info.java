/**
 * The edge: a reverse proxy that is a small program of its own ({@link dev.duru.edge.EdgeMain}), so
 * that traffic goes on while the program that steers it is down, restarts or is upgraded.
 *
 * <p>What it does is one JSON document, {@link dev.duru.edge.EdgeConfig}: which host and path lead
 * to which releases, with what weight, on which backends. The document is replaced as a whole over
 * the control listener (loopback, bearer token), compare-and-set by version, and is on disk before
 * it is acknowledged. Requests in flight go on with what they began with.
 *
 * <p>A connection begins as {@link dev.duru.edge.Opening} (PROXY header, TLS, HTTP/1.1 or HTTP/2),
 * then each request, or stream, is an {@link dev.duru.edge.Exchange}: {@link dev.duru.edge.Gate}
 * may answer it, {@link dev.duru.edge.Attempts} chooses release and copy, {@link
 * dev.duru.edge.Approach} reaches the copy, {@link dev.duru.edge.Tally} counts. {@link
 * dev.duru.edge.Handover} gives the sockets to the next edge.
 *
 * <p>Rules: one event loop owns every connection, table and counter, so nothing there is locked;
 * what blocks (files, the control listener) runs on other threads and asks the loop. A request is
 * tried again only when none of it can have been acted upon, never because the client left, and
 * only within the same release, so that a release's measurements are its own.
 *
 * <p>For the caller: {@link dev.duru.edge.EdgeProcess} starts or adopts the program, {@link
 * dev.duru.edge.EdgeClient} talks to it. This package knows nothing of who uses it.
 */
@NullMarked
package dev.duru.edge;

import org.jspecify.annotations.NullMarked;
