package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A digest on its way into an environment, or at the end of it.
 *
 * @param number counts within the project
 * @param repository where the image lies
 * @param by who caused it: the pusher, the promoter, or {@code duru}
 * @param step index of the step that it is at, from 0
 * @param since when it came into its state, or to its step
 * @param takesBack the release in whose place this earlier digest comes back; 0 for one that goes
 *     forward
 * @param exposedAt when it first took traffic
 * @param condemned why it is, or was, taken back; null while it is good
 * @param note why it is where it is, for people; may be empty
 * @param stoppedAt when its last replica was gone
 * @param config the commit whose duru.yml holds for it: its own, or another one whose configuration
 *     it was given
 * @param held what is awaited of people while it is HELD
 */
public record Release(
        EnvironmentKey environment,
        long number,
        String commit,
        String digest,
        String repository,
        String by,
        Instant createdAt,
        ReleaseState state,
        int step,
        Instant since,
        long takesBack,
        @Nullable Instant exposedAt,
        @Nullable Condemned condemned,
        String note,
        @Nullable Instant stoppedAt,
        String config,
        Hold held) {

    /** Why a rollout is held. */
    public enum Hold {
        /** It is not. */
        NONE,
        /** A gate failed where rollback is manual. */
        GATE,
        /** Its step ends with somebody's word. */
        STEP,
        /** Somebody paused it. */
        PERSON
    }

    /** The gate of a release that keeps dying. */
    public static final String CRASH_LOOP = "crash-loop";

    /** The gate of a release that somebody took back. */
    public static final String MANUAL = "manual";

    /** The gate of a release whose rollout somebody gave up without finding it bad. */
    public static final String ABORTED = "aborted";

    /** The gate of a release that came no further. */
    public static final String DEADLINE = "deadline";

    /**
     * Why a release is taken back.
     *
     * @param gate the gate that failed, {@link #CRASH_LOOP}, or {@link #MANUAL}
     * @param by who said so, {@code duru} for automatic
     * @param at when it was found to be bad
     */
    public record Condemned(String gate, String reason, String by, Instant at) {}

    /** Whether its digest is to be kept away from now on. */
    boolean isBad() {
        return condemned == null || !condemned.gate().equals(ABORTED);
    }

    public boolean goesBack() {
        return takesBack > 0;
    }

    /** Whether it brings what is live another configuration, and no other image. */
    boolean reconfigures() {
        return !goesBack() && !config.equals(commit);
    }

    public ProjectName project() {
        return environment.project();
    }

    /** The first twelve digits of the commit: the label {@code version} of its series. */
    public String version() {
        return commit.length() > 12 ? commit.substring(0, 12) : commit;
    }

    public WorkloadId workload() {
        return new WorkloadId(environment, number);
    }
}
