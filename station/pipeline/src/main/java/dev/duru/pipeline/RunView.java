package dev.duru.pipeline;

import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.StepRow;
import java.util.List;

/** A run with its jobs and their steps, as they are at one moment. */
public record RunView(RunRow run, List<Job> jobs) {
    /** A job and its steps. */
    public record Job(JobRow row, List<StepRow> steps) {}
}
