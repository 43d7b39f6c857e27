package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.PreparationFact;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.manifest.Rules;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The task that runs before a release takes traffic, such as a migration. It runs once for each
 * release that goes forward; that it began is on record before it begins, so that a Duru that was
 * killed looks at it and does not start it a second time.
 */
final class Preparation {
    private static final int KILLED = -1;

    private final Database database;
    private final Workloads workloads;
    private final InstantSource clock;

    Preparation(Database database, Workloads workloads, InstantSource clock) {
        this.database = database;
        this.workloads = workloads;
        this.clock = clock;
    }

    /** How far it is. */
    sealed interface Outcome {
        /** It has succeeded, or there is nothing to do: replicas may start. */
        record Done() implements Outcome {}

        record Running(String note) implements Outcome {}

        /** The release goes no further; nothing else has changed. */
        record Failed(String reason) implements Outcome {}
    }

    /** Brings the task of a release that rolls out closer to its end. */
    Outcome of(Release release) {
        if (release.state() != ReleaseState.STARTING || release.goesBack()) {
            return new Outcome.Done();
        }
        Rules.ReleaseTask task = workloads.environment(release).rules().task();
        if (task == null) {
            return new Outcome.Done();
        }
        Optional<TaskStore.Task> known = find(release);
        if (known.isPresent() && !known.get().running()) {
            String reason = known.get().reason();
            return reason.isEmpty() ? new Outcome.Done() : new Outcome.Failed(reason);
        }
        if (known.isEmpty()) {
            begin(release, task);
        }
        return look(release, task, find(release).orElseThrow());
    }

    private Optional<TaskStore.Task> find(Release release) {
        return database.read(sql ->
                new TaskStore(sql).find(release.project(), release.number(), TaskStore.RELEASE));
    }

    private void begin(Release release, Rules.ReleaseTask task) {
        database.update(tx -> {
            new TaskStore(tx.sql())
                    .add(release, TaskStore.RELEASE, task.run(), Identity.DURU.user(), tx.now());
            tx.append(
                    new PreparationFact.TaskStarted(
                            release.project(),
                            release.commit(),
                            release.number(),
                            release.environment().name(),
                            release.digest(),
                            TaskStore.RELEASE,
                            task.run(),
                            Identity.DURU.user()));
        });
    }

    private Outcome look(Release release, Rules.ReleaseTask task, TaskStore.Task row) {
        TaskLook look;
        try {
            look =
                    workloads
                            .runtime(release)
                            .task(
                                    workloads.of(release),
                                    new TaskOrder(
                                            TaskStore.RELEASE,
                                            List.of("/bin/sh", "-c", task.run())));
        } catch (ProblemException e) {
            if (e.code() == Problem.Code.RESOURCE && clock.instant().isBefore(limit(row, task))) {
                return new Outcome.Running("the release task cannot run yet: " + e.detail());
            }
            return ended(release, row, KILLED, "the release task could not run: " + e.detail());
        }
        return switch (look.state()) {
            case RUNNING -> {
                if (clock.instant().isBefore(limit(row, task))) {
                    yield new Outcome.Running("the release task runs: " + task.run());
                }
                workloads.runtime(release).stopTask(release.workload(), TaskStore.RELEASE);
                yield ended(
                        release,
                        row,
                        KILLED,
                        "the release task took longer than "
                                + task.timeout().toSeconds()
                                + " s and was ended; "
                                + look.detail());
            }
            case ENDED ->
                    ended(
                            release,
                            row,
                            look.exit(),
                            look.exit() == 0
                                    ? ""
                                    : "the release task ended with exit code "
                                            + look.exit()
                                            + "; "
                                            + look.detail());
            case LOST ->
                    ended(
                            release,
                            row,
                            KILLED,
                            "the release task was killed, and nobody knows how far it came; look at what"
                                    + " it left, then promote the image again; "
                                    + look.detail());
        };
    }

    private static Instant limit(TaskStore.Task row, Rules.ReleaseTask task) {
        return row.startedAt().plus(task.timeout());
    }

    private Outcome ended(Release release, TaskStore.Task row, int exit, String reason) {
        database.update(tx -> {
            if (new TaskStore(tx.sql()).ended(row, exit, reason, tx.now())) {
                new DeliveryStore(tx.sql()).since(release, tx.now());
                tx.append(
                        new PreparationFact.TaskEnded(
                                release.project(),
                                release.commit(),
                                release.number(),
                                release.environment().name(),
                                release.digest(),
                                row.name(),
                                exit,
                                reason));
            }
        });
        return reason.isEmpty() ? new Outcome.Done() : new Outcome.Failed(reason);
    }

    /** Notes that nobody waits for the task of a release any more that is over. */
    void abandon(Release release) {
        find(release)
                .filter(TaskStore.Task::running)
                .ifPresent(row -> ended(release, row, KILLED, "the rollout was stopped"));
    }
}
