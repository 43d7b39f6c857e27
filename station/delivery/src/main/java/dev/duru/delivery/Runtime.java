package dev.duru.delivery;

import dev.duru.kernel.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Port: where replicas run. Everything is about a wanted state and may be said again at any time,
 * also by another Duru after a restart: what runs already is adopted, never started twice.
 */
public interface Runtime {
    /**
     * Brings the replicas of a workload closer to what is wanted: starts missing ones, starts dead
     * ones again with back-off. Does not wait for health, and takes none away: see {@link #shrink}.
     *
     * @return all replicas as they are now
     * @throws ProblemException when the workload can never run here, such as an image that is
     *     missing or damaged
     */
    List<Replica> ensure(Workload workload);

    /** The replicas as they are now; empty for a workload that is not known here. */
    List<Replica> replicas(WorkloadId id);

    /**
     * Asks every replica to end, and ends it by force after the grace.
     *
     * @return whether none is left; say it again until it is so
     */
    boolean stop(WorkloadId id, Duration grace);

    /**
     * Asks the replicas beyond the first so many to end, and ends them by force after the grace;
     * the others run on. A rolling update takes the old release's copies away with it, after their
     * requests went elsewhere.
     *
     * @param replicas how many stay, from 0; those with an index of this and above go
     * @return whether none of those is left; say it again until it is so
     */
    boolean shrink(WorkloadId id, int replicas, Duration grace);

    /**
     * Brings a task closer to its end: starts it in the image of the workload and with its
     * configuration when its name was never heard of here, else looks at it. It goes on when Duru
     * goes, and ends at the latest when the workload is stopped.
     *
     * @throws ProblemException as {@link #ensure}, and USER where this runtime runs no tasks
     */
    default TaskLook task(Workload workload, TaskOrder order) {
        throw ProblemException.user(
                "this runtime runs no commands beside the replicas; remove `release:` from duru.yml, or"
                        + " use `runtime: process`");
    }

    /** Ends a task by force; nothing when it does not run. */
    default void stopTask(WorkloadId id, String name) {}

    /** The file with what a task printed; empty where nothing is known of it. */
    default Optional<Path> taskOutput(WorkloadId id, String name) {
        return Optional.empty();
    }

    /** Every workload of which something may run or lie here. */
    Set<WorkloadId> known();

    /**
     * What happened to the replicas of a workload of late, as far as the runtime tells, newest
     * first: starts, ends, and what somebody else changed and was mended.
     */
    List<Event> events(WorkloadId id);

    /**
     * What others changed of what was made for a workload, where they can: left as it is, or put
     * back of late. Empty where nobody else can.
     */
    default List<Change> changes(WorkloadId id) {
        return List.of();
    }

    /** Puts back what others changed, also where the workload says to leave it; returns at once. */
    default void putBack(WorkloadId id) {}

    /**
     * Something that somebody else changed.
     *
     * @param what in words, without secrets
     * @param by who did, as the cluster names them; {@code ""} when it does not say
     * @param at when, or when it was seen
     * @param putBack whether it is as it was again
     */
    record Change(String what, String by, Instant at, boolean putBack) {}

    /** The output of the replicas that is still kept, oldest release first. */
    List<AppOutput> outputs();

    /**
     * Something that happened.
     *
     * @param about what it happened to, such as {@code replica 1}
     * @param text what happened, for people
     */
    record Event(Instant at, String about, String text) {}

    /**
     * A file to which one replica appends what it prints, stdout and stderr.
     *
     * @param version the short commit
     */
    record AppOutput(Path file, WorkloadId workload, String version, int replica) {}
}
