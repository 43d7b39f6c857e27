package dev.duru.pipeline;

import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.github.PullRequest;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.State;
import dev.duru.pipeline.state.StatusStore;
import dev.duru.pipeline.state.StatusStore.Status;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What is said of commits: by each run of theirs, and by programs through the API. */
public final class CommitStatuses {
    private static final int LONGEST = 1000;

    private final Database database;
    private final Supplier<String> url;
    private final StatusStore store = new StatusStore();
    private final RunStore runs = new RunStore();

    CommitStatuses(Database database, Supplier<String> url) {
        this.database = database;
        this.url = url;
    }

    /** Says how a run does, unless that was the last that was said. */
    void say(ProjectName project, long number) {
        RunRow run = database.read(sql -> runs.run(sql, project, number)).orElse(null);
        if (run == null) {
            return;
        }
        Status status =
                new Status(
                        0,
                        project,
                        PullRequest.judged(run),
                        run.name() + " / " + run.event(),
                        state(run.state()),
                        run.message().lines().findFirst().orElse(run.state().word()),
                        url.get() + "/" + project + "/runs/" + number,
                        Identity.DURU.user(),
                        Instant.EPOCH);
        database.update(tx -> {
            boolean said =
                    store.newest(tx.sql(), project, status.commit()).stream()
                            .anyMatch(last ->
                                    last.context().equals(status.context())
                                            && last.state() == status.state()
                                            && last.targetUrl().equals(status.targetUrl())
                                            && last.description().equals(status.description()));
            if (!said) {
                store.add(tx, status);
            }
        });
    }

    /**
     * Says something of a commit.
     *
     * @param context {@code ""} for {@code default}
     * @param state pending, success, failure or error
     * @throws ProblemException USER when something is wrong with it
     */
    public Status report(Status status) {
        if (!status.commit().matches("[0-9a-f]{40}")) {
            throw ProblemException.user("'" + status.commit() + "' is not the full id of a commit");
        }
        String target = status.targetUrl().toLowerCase(Locale.ROOT);
        if (!target.isEmpty() && !target.startsWith("https://") && !target.startsWith("http://")) {
            throw ProblemException.user("target_url begins with http:// or https://");
        }
        if (status.description().length() > LONGEST || status.context().length() > LONGEST) {
            throw ProblemException.user(
                    "context and description have at most " + LONGEST + " characters");
        }
        return database.write(tx -> store.add(tx, status));
    }

    /** The newest status of each context of a commit. */
    public List<Status> of(ProjectName project, String commit) {
        return database.read(sql -> store.newest(sql, project, commit));
    }

    /** All that was said of a commit, newest first. */
    public List<Status> history(ProjectName project, String commit) {
        return database.read(sql -> store.all(sql, project, commit));
    }

    /** All contexts of a commit together, as GitHub combines them. */
    public static StatusStore.State together(List<Status> statuses) {
        if (statuses.stream()
                .anyMatch(each ->
                        each.state() == StatusStore.State.FAILURE
                                || each.state() == StatusStore.State.ERROR)) {
            return StatusStore.State.FAILURE;
        }
        boolean all =
                !statuses.isEmpty()
                        && statuses.stream()
                                .allMatch(each -> each.state() == StatusStore.State.SUCCESS);
        return all ? StatusStore.State.SUCCESS : StatusStore.State.PENDING;
    }

    /** The state of a status that reports a run. */
    static StatusStore.State state(State run) {
        return switch (run) {
            case WAITING, QUEUED, RUNNING, CANCELLING -> StatusStore.State.PENDING;
            case SUCCESS, SKIPPED -> StatusStore.State.SUCCESS;
            case FAILED -> StatusStore.State.FAILURE;
            case ERRORED, CANCELLED -> StatusStore.State.ERROR;
        };
    }

    /** GitHub's word for how a run ended. */
    static String conclusion(State run) {
        return switch (run) {
            case SUCCESS -> "success";
            case SKIPPED -> "skipped";
            case CANCELLED -> "cancelled";
            case FAILED, ERRORED -> "failure";
            case WAITING, QUEUED, RUNNING, CANCELLING -> "";
        };
    }
}
