package dev.duru.pipeline.state;

import java.time.Instant;
import java.util.Optional;

/**
 * A step of a job.
 *
 * @param number from 1
 * @param exitCode of its process; 0 when it had none
 * @param line the first line of its output in the job's log
 */
public record StepRow(
        long jobId,
        int number,
        String name,
        State state,
        String message,
        int exitCode,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        long line) {}
