package dev.duru.pipeline.engine;

import dev.duru.pipeline.sandbox.JobLimits;
import dev.duru.pipeline.sandbox.StopLadder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
 * @param authorities a file of certificates that jobs trust, in PEM; absent for the machine's, or
 *     those of the image
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
        JobLimits limits,
        Optional<Path> authorities) {

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
                JobLimits.DEFAULT,
                Optional.empty());
    }

    public EngineSetup withSlots(int value) {
        return with(draft -> draft.slots = value);
    }

    public EngineSetup withHidden(List<Path> value) {
        return with(draft -> draft.hidden = value);
    }

    public EngineSetup withStopping(StopLadder value) {
        return with(draft -> draft.stopping = value);
    }

    public EngineSetup withJobLimit(Duration value) {
        return with(draft -> draft.jobLimit = value);
    }

    public EngineSetup withAuthorities(Path value) {
        return with(draft -> draft.authorities = Optional.of(value));
    }

    public EngineSetup withLimits(JobLimits value) {
        return with(draft -> draft.limits = value);
    }

    /** For running other people's files as they are: every label, and variables of the caller. */
    public EngineSetup local(Map<String, String> environment) {
        return with(draft -> {
            draft.anyRunner = true;
            draft.baseEnvironment = environment;
        });
    }

    private EngineSetup with(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return draft.setup();
    }

    /** A copy to change. */
    private final class Draft {
        private int slots = EngineSetup.this.slots;
        private List<Path> hidden = EngineSetup.this.hidden;
        private StopLadder stopping = EngineSetup.this.stopping;
        private Duration jobLimit = EngineSetup.this.jobLimit;
        private boolean anyRunner = EngineSetup.this.anyRunner;
        private Map<String, String> baseEnvironment = EngineSetup.this.baseEnvironment;
        private JobLimits limits = EngineSetup.this.limits;
        private Optional<Path> authorities = EngineSetup.this.authorities;

        private EngineSetup setup() {
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
                    limits,
                    authorities);
        }
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
