package dev.duru.pipeline.engine;

/**
 * A job that waits for a slot.
 *
 * @param job what is to run
 * @param body runs it and says how it ended
 */
record QueuedJob(JobRun job, Runnable body) implements Slots.Task {
    @Override
    public String share() {
        return job.request().run().project().toString();
    }

    @Override
    public void prepare() {
        job.prepare();
    }

    @Override
    public void run() {
        body.run();
    }

    @Override
    public void discard() {
        job.discard();
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
