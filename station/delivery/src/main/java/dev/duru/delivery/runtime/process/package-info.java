/**
 * Replicas as processes of this machine: the runtime that needs nothing else.
 *
 * <p>Each release has a folder: its image unpacked once, and for each replica the port, the times
 * of its starts, its output, and a {@code pid} file that the started shell writes itself, with the
 * process's start time in ticks, before the application runs. So whatever moment Duru is killed at,
 * the next one finds what runs, and never takes a stranger with a recycled number for it.
 *
 * <p>A replica leads a session of its own and writes straight to its file, so it does not notice
 * when Duru goes. Where bubblewrap works it sees a read-only system, its own files and nothing else
 * of Duru's data, in a process space of its own that dies as a whole.
 *
 * <p>What {@code resources} allows is enforced by a control group for each start ({@link
 * dev.duru.delivery.runtime.process.Confines}), which the application enters itself before it runs;
 * where Duru may make none, the output of the replica says so.
 *
 * <p>Rules: secrets are in the environment of the process and nowhere on disk; what starts a
 * process is built by pure code ({@link dev.duru.delivery.runtime.process.Launch}).
 */
@NullMarked
package dev.duru.delivery.runtime.process;

import org.jspecify.annotations.NullMarked;
