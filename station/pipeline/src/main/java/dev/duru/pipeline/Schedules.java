package dev.duru.pipeline;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.trigger.Event;
import dev.duru.dialects.schedule.Schedule;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.github.Payloads;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.ScheduleStore;
import dev.duru.pipeline.state.ScheduleStore.Line;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workflows that start by the clock: those of the main branch. The next times are in the database;
 * times that were missed while Duru was down start the workflow once.
 */
final class Schedules {
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    private final Database database;
    private final MainWorkflows workflows;
    private final RunStarts starts;
    private final InstantSource clock;
    private final ScheduleStore store = new ScheduleStore();

    Schedules(Database database, MainWorkflows workflows, RunStarts starts, InstantSource clock) {
        this.database = database;
        this.workflows = workflows;
        this.starts = starts;
        this.clock = clock;
    }

    /** Takes in what a push to the main branch says; true when it was to the main branch. */
    boolean pushed(Fact.CommitPushed push) {
        Optional<Repository.Head> head = workflows.head(push.project());
        if (head.isEmpty() || !head.get().ref().equals(push.ref())) {
            return false;
        }
        List<Line> lines = lines(push.project(), head.get().id());
        database.update(tx -> store.replace(tx, push.project(), lines));
        return true;
    }

    private List<Line> lines(ProjectName project, String commit) {
        Instant now = clock.instant();
        List<Line> lines = new ArrayList<>();
        for (MainWorkflows.Found found : workflows.of(project, commit, "schedule")) {
            for (Schedule schedule : GithubActions.schedules(found.workflow())) {
                schedule.next(now)
                        .ifPresent(next ->
                                lines.add(
                                        new Line(
                                                project,
                                                found.file(),
                                                schedule.cron().toString(),
                                                schedule.zone().getId(),
                                                next)));
            }
        }
        return lines;
    }

    /** Starts what is due; when the next is, if any. */
    Optional<Instant> fire() {
        Instant now = clock.instant();
        for (Line line : database.read(sql -> store.due(sql, now))) {
            try {
                fire(line, now);
            } catch (ProblemException e) {
                LOG.warn(
                        "{} {} is not started any more: {}",
                        line.project(),
                        line.workflow(),
                        e.detail());
                database.update(tx -> store.remove(tx, line));
            }
        }
        return database.read(store::earliest);
    }

    private void fire(Line line, Instant now) {
        Optional<Repository.Head> head = workflows.head(line.project());
        Optional<MainWorkflows.Found> found =
                head.stream()
                        .flatMap(at -> workflows.of(line.project(), at.id(), "schedule").stream())
                        .filter(workflow -> workflow.file().equals(line.workflow()))
                        .findFirst();
        Optional<Schedule> schedule =
                found.stream()
                        .flatMap(workflow -> GithubActions.schedules(workflow.workflow()).stream())
                        .filter(each ->
                                each.cron().toString().equals(line.line())
                                        && each.zone().getId().equals(line.zone()))
                        .findFirst();
        if (schedule.isEmpty()) {
            database.update(tx -> store.remove(tx, line));
            return;
        }
        Repository.Head at = head.orElseThrow();
        Obj payload =
                Obj.of("schedule", line.line(), "repository", Payloads.repository(line.project()));
        NewRun run =
                workflows.run(
                        line.project(),
                        at,
                        found.orElseThrow(),
                        new MainWorkflows.Cause(
                                new Event("schedule", at.ref(), null, payload),
                                Identity.DURU.user(),
                                "schedule:"
                                        + line.project()
                                        + ":"
                                        + line.line()
                                        + ":"
                                        + line.next().toEpochMilli()));
        // The run's origin keeps it from being made twice when Duru ends between the two.
        starts.add(List.of(run));
        Optional<Instant> next = schedule.get().next(now);
        database.update(tx -> {
            if (next.isPresent()) {
                store.next(tx, line, next.get());
            } else {
                store.remove(tx, line);
            }
        });
    }
}
