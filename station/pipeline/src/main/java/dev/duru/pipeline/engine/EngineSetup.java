package dev.duru.pipeline.engine;

import dev.duru.pipeline.sandbox.JobLimits;
import dev.duru.pipeline.sandbox.StopLadder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * How an engine runs.
 *
 * @param data where it keeps job folders and logs
 * @param slots how many jobs run at a time
 * @param hidden folders that no job may see, such as Duru's data folder
 * @param clock for times in logs
 * @param stopping how steps are stopped
 * @param jobLimit how long a job may take that says nothing itself
 * @param cleanupLimit how long the steps that run after a cancel may take together
 * @param anyRunner whether {@code runs-on} labels of other systems run on this machine too
 * @param baseEnvironment variables that all steps see and every layer of the CI file can change
 * @param limits how much of the machine a job may take
 */
public record EngineSetup(
        Path data,
        int slots,
        List<Path> hidden,
        InstantSource clock,
        StopLadder stopping,
        Duration jobLimit,
        Duration cleanupLimit,
        boolean anyRunner,
        Map<String, String> baseEnvironment,
        JobLimits limits) {

    /** The usual: one job for each processor, six hours for a job. */
    public static EngineSetup of(Path data, InstantSource clock) {
        return new EngineSetup(
                data,
                Runtime.getRuntime().availableProcessors(),
                List.of(data),
                clock,
                StopLadder.DEFAULT,
                Duration.ofHours(6),
                Duration.ofMinutes(5),
                false,
                Map.of(),
                JobLimits.DEFAULT);
    }

    public EngineSetup withSlots(int value) {
        return new EngineSetup(
                data,
                value,
                hidden,
                clock,
                stopping,
                jobLimit,
                cleanupLimit,
                anyRunner,
                baseEnvironment,
                limits);
    }

    public EngineSetup withJobLimit(Duration value) {
        return new EngineSetup(
                data,
                slots,
                hidden,
                clock,
                stopping,
                value,
                cleanupLimit,
                anyRunner,
                baseEnvironment,
                limits);
    }

    public EngineSetup withHidden(List<Path> value) {
        return new EngineSetup(
                data,
                slots,
                value,
                clock,
                stopping,
                jobLimit,
                cleanupLimit,
                anyRunner,
                baseEnvironment,
                limits);
    }

    public EngineSetup withStopping(StopLadder value) {
        return new EngineSetup(
                data,
                slots,
                hidden,
                clock,
                value,
                jobLimit,
                cleanupLimit,
                anyRunner,
                baseEnvironment,
                limits);
    }

    public EngineSetup withLimits(JobLimits value) {
        return new EngineSetup(
                data,
                slots,
                hidden,
                clock,
                stopping,
                jobLimit,
                cleanupLimit,
                anyRunner,
                baseEnvironment,
                value);
    }

    public EngineSetup withCleanupLimit(Duration value) {
        return new EngineSetup(
                data,
                slots,
                hidden,
                clock,
                stopping,
                jobLimit,
                value,
                anyRunner,
                baseEnvironment,
                limits);
    }

    /** For running other people's files as they are: every label, and variables of the caller. */
    public EngineSetup local(boolean anyLabel, Map<String, String> environment) {
        return new EngineSetup(
                data,
                slots,
                hidden,
                clock,
                stopping,
                jobLimit,
                cleanupLimit,
                anyLabel,
                environment,
                limits);
    }

    /** Where a job's log is. */
    public Path log(long run, long job) {
        return data.resolve("logs").resolve(Long.toString(run)).resolve(job + ".log");
    }

    Path jobFolders() {
        return data.resolve("jobs");
    }

    Path jobFolder(long job) {
        return jobFolders().resolve(Long.toString(job));
    }
}
