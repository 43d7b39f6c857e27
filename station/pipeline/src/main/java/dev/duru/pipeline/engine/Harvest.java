package dev.duru.pipeline.engine;

import dev.duru.kernel.Tx;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/** Keeps something of what jobs leave behind. */
public interface Harvest {
    /**
     * A job that has ended; its folder is still there.
     *
     * @param startedAt files older than this were not made by it
     * @param say writes a line into the job's log
     */
    record Job(
            RunRow run,
            long jobId,
            Path workspace,
            Instant startedAt,
            boolean succeeded,
            Consumer<String> say) {}

    /** Looks at a job; what it gives back is done in the transaction that ends the job. */
    Consumer<Tx> job(Job job);

    /** Called in the transaction that ends a run. */
    void run(Tx tx, RunRow run);
}
