package dev.duru.pipeline.sandbox;

/**
 * A limit that a job has reached.
 *
 * @param message which one and what it is, for the job's log
 * @param stop whether the step is to be stopped; else the kernel has ended one of its processes
 */
public record Breach(String message, boolean stop) {}
