/**
 * Where the loop begins: projects, their Git repositories, and the pages that show the code.
 *
 * <p>Facts out: {@code ProjectCreated}, and for each ref that a push moved {@code CommitPushed} or
 * {@code RefDeleted}, exactly once: {@link dev.duru.source.RefLedger} notes who is about to move
 * what, the ref moves, and the fact is appended while it removes the note; at the start it compares
 * every repository with what the ledger knows and appends what a crash kept back. Facts in: none.
 *
 * <p>Ports: {@link dev.duru.source.PushEcho} tells the client of a push what becomes of it, {@link
 * dev.duru.source.Remarks} what builds said about places in files, {@link dev.duru.source.Statuses}
 * what was said of a commit. Rights are asked of the web kit's {@code Authority}.
 *
 * <p>Rules: a push is acknowledged when its objects, its refs and its facts are durable, and not
 * before. Whatever a client sends is hostile until it was checked, in quarantine.
 */
@NullMarked
package dev.duru.source;

import org.jspecify.annotations.NullMarked;
