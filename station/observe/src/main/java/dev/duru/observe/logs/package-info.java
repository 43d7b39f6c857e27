/**
 * Logs: what applications print, what jobs printed and what others send is kept line by line, and
 * found again.
 *
 * <p>Each project has a store of its own ({@link dev.duru.observe.logs.LogStores}, lib/logs), so
 * that no project can push another's lines out, and rights are those of the project. {@link
 * dev.duru.observe.logs.LogFollower} reads the output of applications; how far it has read is
 * committed with the lines. {@link dev.duru.observe.logs.Logs} is the entrance; pages, API and live
 * tail are {@code LogPages} and {@code LogApi}. Others send and ask through {@code elastic}, {@code
 * loki}, {@code otlp} and {@code syslog}.
 *
 * <p>Ports: {@link dev.duru.observe.logs.AppOutput}, {@link dev.duru.observe.logs.JobOutput}. Facts
 * in: the end of a run, whose jobs' logs are taken then. Facts out: none. Stack traces are counted
 * by {@code ErrorFinder}. Rules: a line is taken once, and what was taken survives a crash; when
 * the disk is full nothing is taken, the page says so, and it goes on from the same place when
 * there is room.
 */
@NullMarked
package dev.duru.observe.logs;

import org.jspecify.annotations.NullMarked;
