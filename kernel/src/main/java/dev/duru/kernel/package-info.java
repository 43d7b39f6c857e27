/**
 * What the stations of the loop share, and nothing else.
 *
 * <p>{@link dev.duru.kernel.Fact} is the vocabulary: everything that happened, as a sealed family
 * of records. The {@link dev.duru.kernel.Database} holds each station's state and the facts in one
 * file; a {@link dev.duru.kernel.Tx} changes state and appends facts together or not at all. The
 * {@link dev.duru.kernel.Ledger} reads the facts, and drives the consumers that keep a cursor in
 * them. {@link dev.duru.kernel.Blobs} keeps bytes by digest. {@link dev.duru.kernel.Folders}
 * deletes folders. {@link dev.duru.kernel.Problem} is the one form of bad news.
 *
 * <p>Rules: nothing here knows a station, a page or a protocol.
 */
@NullMarked
package dev.duru.kernel;

import org.jspecify.annotations.NullMarked;
