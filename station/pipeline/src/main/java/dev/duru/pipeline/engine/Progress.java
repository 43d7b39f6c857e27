package dev.duru.pipeline.engine;

/** Something moved: for live pages and the terminal; ask the store what it is now. */
public sealed interface Progress {
    long runId();

    /** The run's state changed. */
    record Run(long runId) implements Progress {}

    /** A job's state changed, or jobs were added. */
    record Job(long runId, long jobId) implements Progress {}

    /** A step began or ended. */
    record Step(long runId, long jobId, int step) implements Progress {}
}
