package dev.duru.pipeline;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.state.EnvironmentStore;
import dev.duru.pipeline.state.EnvironmentStore.Environment;
import dev.duru.pipeline.state.EnvironmentStore.State;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environments into which jobs have deployed by their own means, such as one for each branch.
 * They end by people, when their branch is deleted, or when their time is over: by the job that
 * their file names for it ({@code on_stop}), which is then started; without one they only count as
 * ended.
 */
public final class JobEnvironments {
    private static final Logger LOG = LoggerFactory.getLogger(JobEnvironments.class);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final String DURU = "duru";

    private final Database database;
    private final JobApprovals approvals;
    private final InstantSource clock;
    private final EnvironmentStore store = new EnvironmentStore();
    private final RunStore runs = new RunStore();

    JobEnvironments(Database database, JobApprovals approvals, InstantSource clock) {
        this.database = database;
        this.approvals = approvals;
        this.clock = clock;
    }

    /** Those of a project, the one that was deployed to last first. */
    public List<Environment> of(ProjectName project) {
        return database.read(sql -> store.list(sql, project));
    }

    /**
     * One of a project.
     *
     * @throws ProblemException NOT_FOUND
     */
    public Environment find(ProjectName project, String name) {
        return database.read(sql -> store.find(sql, project, name))
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "no job of "
                                        + project
                                        + " has made an environment '"
                                        + name
                                        + "'"));
    }

    /**
     * Ends an environment: starts the job that does so; returns at once.
     *
     * @throws ProblemException NOT_FOUND when there is none, CONFLICT when it has ended or is
     *     ending, FORBIDDEN for too low a role
     */
    public Environment stop(ProjectName project, String name, String by, Role role) {
        Environment environment = find(project, name);
        if (!role.includes(Role.DEVELOPER)) {
            throw ProblemException.forbidden("stopping an environment needs the role developer");
        }
        Optional<JobRow> question = question(environment);
        State to = question.isPresent() ? State.STOPPING : State.STOPPED;
        database.update(tx -> {
            if (!store.move(tx, environment.id(), State.AVAILABLE, to, by)) {
                throw ProblemException.conflict(
                        name + " is " + environment.state().name().toLowerCase(Locale.ROOT));
            }
            if (to == State.STOPPED) {
                tx.append(
                        new Fact.EnvironmentStopped(
                                project,
                                environment.last().commit(),
                                environment.last().number(),
                                name,
                                by));
            }
        });
        question.ifPresent(asks -> start(environment, asks, by, role));
        return find(project, name);
    }

    private void start(Environment environment, JobRow question, String by, Role role) {
        try {
            approvals.approve(
                    environment.project(), question.id(), by, role, "ends " + environment.name());
        } catch (ProblemException e) {
            database.update(
                    tx -> store.move(tx, environment.id(), State.STOPPING, State.AVAILABLE, ""));
            throw e;
        }
    }

    /** What asks whether to start the job that ends an environment, while nobody has answered. */
    private Optional<JobRow> question(Environment environment) {
        if (environment.onStop().isEmpty()) {
            return Optional.empty();
        }
        return database.read(sql -> runs.jobs(sql, environment.last().run())).stream()
                .filter(job -> job.question().filter(environment.onStop()::equals).isPresent())
                .filter(job -> job.state() == dev.duru.pipeline.state.State.WAITING)
                .findFirst();
    }

    /** The environments of a branch that is gone end, where a job is named for it. */
    void refDeleted(Fact.RefDeleted gone) {
        for (Environment environment : of(gone.project())) {
            if (environment.last().ref().equals(gone.ref())
                    && environment.state() == State.AVAILABLE
                    && !environment.onStop().isEmpty()) {
                stop(gone.project(), environment.name(), DURU, Role.ADMIN);
            }
        }
    }

    /** Ends what is due; when the next is. */
    Optional<Instant> stopDue() {
        Instant now = clock.instant();
        for (Environment environment : database.read(store::due)) {
            if (environment.stopsAt().filter(now::isBefore).isEmpty()) {
                end(environment, now);
            }
        }
        return database.read(store::due).stream().findFirst().flatMap(Environment::stopsAt);
    }

    private void end(Environment environment, Instant now) {
        try {
            stop(environment.project(), environment.name(), DURU, Role.ADMIN);
        } catch (ProblemException e) {
            LOG.warn(
                    "{} of {} should end now and is tried again in a minute: {}",
                    environment.name(),
                    environment.project(),
                    e.detail());
            database.update(tx ->
                    store.keepUntil(
                            tx,
                            environment.project(),
                            environment.name(),
                            now.plus(AGAIN).toEpochMilli()));
        }
    }
}
