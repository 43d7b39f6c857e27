/**
 * The write-ahead log: what a store was given and has not put into a block yet.
 *
 * <p>{@link dev.duru.tsdb.log.WriteLog} takes entries into memory and makes all that wait durable
 * with one write and one sync, however many callers wait for it. It writes segments one after the
 * other; a start begins a new one. A checkpoint is the state that all segments before it lead to,
 * so it lets them be deleted; it may name chunks in other files. A start gives the newest
 * checkpoint, then the segments from there on, to a {@link dev.duru.tsdb.log.Journal}.
 *
 * <p>Rules: records have checksums; what a crash left half written was never acknowledged and is
 * not read; any other damage is named by file and place. A disk that is full stops nothing that is
 * in memory already: all that waits is tried again, in a new segment, at the next commit.
 *
 * <p>The format is written down in docs/formats/tsdb.md.
 */
@NullMarked
package dev.duru.tsdb.log;

import org.jspecify.annotations.NullMarked;
