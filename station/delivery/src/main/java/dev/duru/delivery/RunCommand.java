package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.PreparationFact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Somebody runs a command once in the image and with the configuration of what is live. It is on
 * record, with who started it, before it begins.
 */
final class RunCommand {
    private static final int KILLED = -1;
    private static final int LONGEST = 4000;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Database database;
    private final Workloads workloads;

    RunCommand(Database database, Workloads workloads) {
        this.database = database;
        this.workloads = workloads;
    }

    /**
     * Starts it, and does not wait for its end.
     *
     * @return its number within the project
     * @throws ProblemException CONFLICT when nothing is live
     */
    long start(EnvironmentKey key, Actor actor, List<String> command) {
        actor.needs(Role.MAINTAINER, "running a command in " + key.name());
        String shown = String.join(" ", command);
        if (command.isEmpty() || shown.length() > LONGEST) {
            throw ProblemException.user(
                    "write the command as a list of words, in `command`, of at most "
                            + LONGEST
                            + " characters");
        }
        Release live =
                database.read(sql -> new DeliveryStore(sql).live(key))
                        .orElseThrow(() ->
                                ProblemException.conflict(
                                        "nothing is live in "
                                                + key.name()
                                                + " whose image could run a command"));
        Workload workload = workloads.of(live);
        long number =
                database.write(tx -> {
                    long next = tx.next(key.project().toString(), "exec");
                    String name = String.valueOf(next);
                    String safe = workload.masked(shown);
                    new TaskStore(tx.sql()).add(live, name, safe, actor.user(), tx.now());
                    tx.append(
                            new PreparationFact.TaskStarted(
                                    key.project(),
                                    live.commit(),
                                    live.number(),
                                    key.name(),
                                    live.digest(),
                                    name,
                                    safe,
                                    actor.user()));
                    return next;
                });
        follow(live, new TaskOrder(String.valueOf(number), command));
        return number;
    }

    /** Looks after what ran when the last Duru ended. */
    void resume() {
        for (TaskStore.Task task : database.read(sql -> new TaskStore(sql).running())) {
            Release release =
                    database.read(
                            sql -> new DeliveryStore(sql).known(task.project(), task.release()));
            // No command is kept, so what never began has no words and fails at once.
            follow(release, new TaskOrder(task.name(), List.of()));
        }
    }

    private void follow(Release release, TaskOrder order) {
        Thread.ofVirtual().name("exec-" + order.name()).start(() -> watch(release, order));
    }

    private void watch(Release release, TaskOrder order) {
        try {
            Runtime runtime = workloads.runtime(release);
            Workload workload = workloads.of(release);
            TaskLook look = runtime.task(workload, order);
            while (look.state() == TaskLook.State.RUNNING) {
                Thread.sleep(LOOK_AGAIN);
                look = runtime.task(workload, order);
            }
            boolean ended = look.state() == TaskLook.State.ENDED;
            String reason =
                    !ended
                            ? "it was killed"
                            : look.exit() == 0 ? "" : "it ended with exit code " + look.exit();
            ended(release, order.name(), ended ? look.exit() : KILLED, reason);
        } catch (ProblemException e) {
            ended(release, order.name(), KILLED, e.detail());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ended(Release release, String name, int exit, String reason) {
        database.update(tx -> {
            TaskStore tasks = new TaskStore(tx.sql());
            TaskStore.Task row =
                    tasks.find(release.project(), release.number(), name).orElseThrow();
            if (tasks.ended(row, exit, reason, tx.now())) {
                tx.append(
                        new PreparationFact.TaskEnded(
                                release.project(),
                                release.commit(),
                                release.number(),
                                release.environment().name(),
                                release.digest(),
                                name,
                                exit,
                                reason));
            }
        });
    }

    /**
     * A command by its number.
     *
     * @throws ProblemException NOT_FOUND when there is none
     */
    TaskStore.Task task(ProjectName project, long number) {
        return database.read(sql -> new TaskStore(sql).command(project, number))
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "there is no command " + number + " in " + project));
    }

    /** The newest tasks of an environment, newest first. */
    List<TaskStore.Task> latest(EnvironmentKey key, int limit) {
        return database.read(sql -> new TaskStore(sql).latest(key, limit));
    }

    /** Where the output of a task is; empty while, or when, there is none. */
    Optional<Path> output(TaskStore.Task task) {
        Release release =
                database.read(sql -> new DeliveryStore(sql).known(task.project(), task.release()));
        return workloads.runtime(release).taskOutput(release.workload(), task.name());
    }

    /** A text of a task's output without the secrets of its configuration. */
    String masked(TaskStore.Task task, String text) {
        Release release =
                database.read(sql -> new DeliveryStore(sql).known(task.project(), task.release()));
        return workloads.of(release).masked(text);
    }
}
