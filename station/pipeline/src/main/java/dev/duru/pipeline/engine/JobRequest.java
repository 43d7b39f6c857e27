package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Job;
import dev.duru.dialects.value.Obj;
import dev.duru.pipeline.state.RunRow;

/**
 * A job that is ready.
 *
 * @param attempt 1, or 2 after Duru died in the first
 * @param needs the {@code needs} context
 */
record JobRequest(
        RunRow run,
        long jobId,
        int attempt,
        Job job,
        String name,
        Obj needs,
        PlanSource.Material material) {}
