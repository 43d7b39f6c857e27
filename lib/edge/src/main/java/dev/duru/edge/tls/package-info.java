/**
 * Certificates of the edge: read from files, checked, chosen by the name that a client asks for,
 * and replaced as a whole while connections go on.
 *
 * <p>Rules: a pair is taken only when it can be used (readable, key fits certificate); a pair that
 * cannot leaves the one before in force and is told by {@link
 * dev.duru.edge.tls.Certificates#troubles}. Files are looked at by content, not by notification,
 * since renewals replace links as often as files.
 */
@NullMarked
package dev.duru.edge.tls;

import org.jspecify.annotations.NullMarked;
