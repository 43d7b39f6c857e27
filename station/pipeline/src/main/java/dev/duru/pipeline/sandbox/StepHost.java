package dev.duru.pipeline.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the processes of a job's steps run: the job's sandbox on this machine, or its container.
 * Steps run one at a time, but for those {@link #beside}; {@link #stopStep} and {@link #close} may
 * be called from other threads. Nothing that was started inside is alive when close returns.
 */
public interface StepHost extends AutoCloseable {
    /** The process of this machine that holds the tree; 0 when there is none. */
    long pid();

    /** When that process started: with the pid it names the process for good. */
    Instant startedAt();

    /** How folders of the job are called inside. */
    PathView paths();

    /**
     * Variables that processes begin with: at least {@code PATH}. Everything that the CI file says
     * is put over them.
     */
    Map<String, String> environment();

    /** Whether programs inside are others than those of this machine. */
    default boolean hasOwnPrograms() {
        return false;
    }

    /** What the image puts before a command, for dialects whose scripts start behind it. */
    default List<String> entrypoint() {
        return List.of();
    }

    /**
     * Whether a program can be started.
     *
     * @param program a name, or a path as it is called inside
     * @param searchPath such as {@code /usr/bin:/bin}
     */
    boolean has(String program, String searchPath);

    /**
     * Runs a process to its end. Paths of this machine in the command are put as they are called
     * inside.
     *
     * @return its exit code; 128 and the signal's number if a signal ended it
     * @throws SandboxException when the place itself is gone
     */
    int run(Commands command, LineSink sink);

    /** Which limit the job has reached since the last call. */
    default Optional<Breach> breach() {
        return Optional.empty();
    }

    /** Which limits cannot be enforced here, and why, a sentence for each. */
    default List<String> unenforced() {
        return List.of();
    }

    /**
     * A place for one process beside the others, within the same place: what it runs is not stopped
     * with them, and {@link #stopStep} and {@link #close} of what is returned concern nothing else.
     *
     * @throws SandboxException when the place itself is gone
     */
    StepHost beside();

    /** Stops the step that is running, if any; returns when it has ended. */
    void stopStep(StopLadder ladder);

    /** Sees to it that nothing inside does anything any more; need not wait for its end. */
    default void kill() {
        close();
    }

    /** Ends everything inside. */
    @Override
    void close();
}
