package dev.duru.pipeline.engine;

import dev.duru.pipeline.sandbox.StepHost;

/**
 * One line of steps that run one after the other: what they know, where they run, what stops them.
 * A job has one, and each of its steps in the background has one of its own beside it.
 *
 * @param isBeside whether it is one of the latter
 */
record Line(JobScope scope, StepHost host, Stopping stopping, boolean isBeside) {
    /** The line of a job itself. */
    static Line of(JobScope scope, StepHost host, Stopping stopping) {
        return new Line(scope, host, stopping, false);
    }

    /** A line that begins with what this one knows now. */
    Line fork() {
        StepHost lane = host.beside();
        return new Line(scope.fork(), lane, stopping.beside(lane), true);
    }
}
