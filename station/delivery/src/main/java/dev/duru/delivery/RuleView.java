package dev.duru.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds an environment's releases back, and what ran beside them.
 *
 * @param lock null when it is not locked
 * @param queue the releases that wait for their turn, the one that goes next first
 * @param barrier why nothing goes back past what is live by itself; {@code ""} when it may
 * @param tasks the newest first
 */
public record RuleView(
        @Nullable EnvironmentLock lock, List<Waiting> queue, String barrier, List<Task> tasks) {

    /**
     * A release in the queue.
     *
     * @param place from 1
     * @param heldBack what it waits for besides its turn; {@code ""} for nothing
     */
    public record Waiting(ReleaseView release, int place, String heldBack) {}

    /**
     * A command in the image of a release.
     *
     * @param name {@code release} for the one before a release takes traffic, else a number
     * @param state {@code running}, {@code done} or {@code failed}
     * @param exit its exit code; null while it runs, and when it was killed
     */
    public record Task(
            long release,
            String name,
            String command,
            String by,
            Instant startedAt,
            @Nullable Instant endedAt,
            String state,
            @Nullable Integer exit,
            String reason) {
        static Task of(TaskStore.Task task) {
            return new Task(
                    task.release(),
                    task.name(),
                    task.command(),
                    task.by(),
                    task.startedAt(),
                    task.endedAt(),
                    task.running() ? "running" : task.reason().isEmpty() ? "done" : "failed",
                    task.running() || task.exit() < 0 ? null : task.exit(),
                    task.reason());
        }
    }
}
