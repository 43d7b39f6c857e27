package dev.duru.pipeline.state;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Runs, jobs, steps and annotations in SQL. Writes take the caller's transaction. */
public final class RunStore {
    private static final String RUN =
            """
            select id, project, number, commit_id, ref, event, payload, inputs, workflow, source,
                   name, title, started_by, state, message, queued_at, started_at, finished_at,
                   origin, attempt, debug, triggered_by
            from run
            """;
    private static final String JOB =
            """
            select id, run_id, node, entry, name, position, needs, state, message, tolerated,
                   attempt, outputs, summary, started_at, finished_at, pid, pid_started_at,
                   superseded
            from job
            """;

    /** Makes a queued run; empty when its origin already has one. */
    public Optional<RunRow> add(Tx tx, NewRun run) {
        boolean known =
                tx.sql()
                        .createQuery("select 1 from run where origin = :origin")
                        .bind("origin", run.origin())
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent();
        if (known) {
            return Optional.empty();
        }
        long number = tx.next(run.project().toString(), "run");
        long id =
                tx.sql()
                        .createQuery(
                                """
                                insert into run (project, number, commit_id, ref, event, payload,
                                    inputs, workflow, source, name, title, started_by, state,
                                    message, queued_at, started_at, finished_at, origin,
                                    triggered_by)
                                values (:project, :number, :commit, :ref, :event, :payload,
                                    :inputs, :workflow, :source, :name, :title, :by, 'QUEUED',
                                    '', :now, 0, 0, :origin, :by)
                                returning id
                                """)
                        .bind("project", run.project().toString())
                        .bind("number", number)
                        .bind("commit", run.commit())
                        .bind("ref", run.ref())
                        .bind("event", run.event())
                        .bind("payload", run.payload())
                        .bind("inputs", run.inputs())
                        .bind("workflow", run.workflow())
                        .bind("source", run.source())
                        .bind("name", run.name())
                        .bind("title", run.title())
                        .bind("by", run.by())
                        .bind("now", tx.now().toEpochMilli())
                        .bind("origin", run.origin())
                        .mapTo(Long.class)
                        .one();
        return run(tx.sql(), id);
    }

    public Optional<RunRow> run(Handle sql, long id) {
        return sql.createQuery(RUN + " where id = :id")
                .bind("id", id)
                .map((rs, ctx) -> run(rs))
                .findOne();
    }

    /** The run that an origin has made. */
    public Optional<RunRow> ofOrigin(Handle sql, String origin) {
        return sql.createQuery(RUN + " where origin = :origin")
                .bind("origin", origin)
                .map((rs, ctx) -> run(rs))
                .findOne();
    }

    public Optional<RunRow> run(Handle sql, ProjectName project, long number) {
        return sql.createQuery(RUN + " where project = :project and number = :number")
                .bind("project", project.toString())
                .bind("number", number)
                .map((rs, ctx) -> run(rs))
                .findOne();
    }

    /** A project's runs before a number, newest first. Empty texts of the filter match all. */
    public List<RunRow> runs(Handle sql, ProjectName project, RunFilter filter) {
        return sql.createQuery(
                        RUN
                                + """
                                 where project = :project and number < :before
                                  and (:ref = '' or ref = :ref)
                                  and (:workflow = '' or workflow = :workflow)
                                  and (:commit = '' or commit_id = :commit)
                                  and (:state = '' or state = :state)
                                order by number desc limit :limit
                                """)
                .bind("project", project.toString())
                .bind("before", filter.before())
                .bind("ref", filter.ref())
                .bind("workflow", filter.workflow())
                .bind("commit", filter.commit())
                .bind("state", filter.state())
                .bind("limit", filter.limit())
                .map((rs, ctx) -> run(rs))
                .list();
    }

    /** All runs that have not ended, oldest first. */
    public List<RunRow> open(Handle sql) {
        return sql.createQuery(RUN + " where finished_at = 0 order by id")
                .map((rs, ctx) -> run(rs))
                .list();
    }

    /**
     * Moves a run; false when it is no longer in the state from which the caller started.
     *
     * @throws ProblemException CONFLICT when the move is not legal
     */
    public boolean move(Tx tx, long run, State from, State.Move move, String message) {
        State to = from.transition(move);
        return tx.sql()
                        .createUpdate(
                                """
                                update run set state = :to,
                                    message = case when :message = '' then message else :message end,
                                    started_at = case when :to = 'RUNNING' and started_at = 0
                                        then :now else started_at end,
                                    finished_at = case when :final then :now else 0 end
                                where id = :id and state = :from
                                """)
                        .bind("to", to.name())
                        .bind("message", message)
                        .bind("now", tx.now().toEpochMilli())
                        .bind("final", to.isFinal())
                        .bind("id", run)
                        .bind("from", from.name())
                        .execute()
                == 1;
    }

    public void title(Tx tx, long run, String title) {
        tx.sql().execute("update run set title = ? where id = ?", title, run);
    }

    /** Adds waiting jobs at the end of a run. */
    public void addJobs(Tx tx, long run, Collection<NewJob> jobs) {
        addJobs(
                tx,
                run,
                jobs,
                tx.sql()
                        .createQuery(
                                "select coalesce(max(ordinal) + 1, 0) from job where run_id = :run")
                        .bind("run", run)
                        .mapTo(Integer.class)
                        .one());
    }

    private static void addJobs(Tx tx, long run, Collection<NewJob> jobs, int first) {
        int ordinal = first;
        var batch =
                tx.sql()
                        .prepareBatch(
                                """
                                insert into job (run_id, node, entry, name, position, needs,
                                    ordinal, state, message, first_attempt)
                                values (:run, :node, :key, :name, :position, :needs, :ordinal,
                                    'WAITING', '', (select attempt from run where id = :run))
                                """);
        for (NewJob job : jobs) {
            batch.bind("run", run)
                    .bind("node", job.node())
                    .bind("key", job.key())
                    .bind("name", job.name())
                    .bind("position", job.position())
                    .bind("needs", needs(job.needs()))
                    .bind("ordinal", ordinal++)
                    .add();
        }
        if (!jobs.isEmpty()) {
            batch.execute();
        }
    }

    /** Replaces a waiting job by others, which take its place in the order. */
    public void replaceJob(Tx tx, long run, String node, Collection<NewJob> jobs) {
        int ordinal =
                tx.sql()
                        .createQuery(
                                """
                                delete from job where run_id = :run and node = :node
                                returning ordinal
                                """)
                        .bind("run", run)
                        .bind("node", node)
                        .mapTo(Integer.class)
                        .one();
        tx.sql()
                .execute(
                        "update job set ordinal = ordinal + ? where run_id = ? and ordinal > ?",
                        jobs.size() - 1,
                        run,
                        ordinal);
        addJobs(tx, run, jobs, ordinal);
    }

    /** The jobs of a run's newest attempt, in the order of the file. */
    public List<JobRow> jobs(Handle sql, long run) {
        return sql.createQuery(JOB + " where run_id = :run and superseded = 0 order by ordinal, id")
                .bind("run", run)
                .map((rs, ctx) -> job(rs))
                .list();
    }

    /** The jobs of one attempt of a run, in the order of the file. */
    public List<JobRow> jobs(Handle sql, long run, int attempt) {
        return sql.createQuery(
                        JOB
                                + """
                                 where run_id = :run and first_attempt <= :attempt
                                  and (superseded = 0 or superseded > :attempt)
                                order by ordinal, id
                                """)
                .bind("run", run)
                .bind("attempt", attempt)
                .map((rs, ctx) -> job(rs))
                .list();
    }

    public Optional<JobRow> job(Handle sql, long id) {
        return sql.createQuery(JOB + " where id = :id")
                .bind("id", id)
                .map((rs, ctx) -> job(rs))
                .findOne();
    }

    /** Moves a job; false when it is no longer in the state from which the caller started. */
    public boolean moveJob(Tx tx, long job, State from, State.Move move, String message) {
        State to = from.transition(move);
        return tx.sql()
                        .createUpdate(
                                """
                                update job set state = :to,
                                    message = case when :message = '' then message else :message end,
                                    queued_at = case when :to = 'QUEUED' then :now else queued_at end,
                                    started_at = case when :to = 'RUNNING' then :now
                                        else started_at end,
                                    finished_at = case when :final then :now else 0 end,
                                    attempt = attempt + :again,
                                    pid = case when :final then 0 else pid end
                                where id = :id and state = :from
                                """)
                        .bind("to", to.name())
                        .bind("message", message)
                        .bind("now", tx.now().toEpochMilli())
                        .bind("final", to.isFinal())
                        .bind("again", move == State.Move.LOST && to == State.QUEUED ? 1 : 0)
                        .bind("id", job)
                        .bind("from", from.name())
                        .execute()
                == 1;
    }

    /** Notes why a job is as it is. */
    public void note(Tx tx, long job, String message) {
        tx.sql().execute("update job set message = ? where id = ?", message, job);
    }

    /** Gives jobs their order, which is that of the CI file. */
    public void order(Tx tx, List<Long> jobs) {
        var batch = tx.sql().prepareBatch("update job set ordinal = :ordinal where id = :id");
        for (int i = 0; i < jobs.size(); i++) {
            batch.bind("ordinal", i).bind("id", jobs.get(i)).add();
        }
        batch.execute();
    }

    /** Cancels the jobs of a run of which none has begun. */
    public void cancelWaiting(Tx tx, long run, String reason) {
        for (JobRow job : jobs(tx.sql(), run)) {
            if (job.state() == State.WAITING) {
                moveJob(tx, job.id(), State.WAITING, State.Move.CANCEL, reason);
            }
        }
    }

    /** Notes the process that holds a job's tree. */
    public void process(Tx tx, long job, long pid, Instant startedAt) {
        tx.sql()
                .execute(
                        "update job set pid = ?, pid_started_at = ? where id = ?",
                        pid,
                        startedAt.toEpochMilli(),
                        job);
    }

    /** Notes what a job gave out. */
    public void yields(Tx tx, long job, String outputs, String summary, boolean tolerated) {
        tx.sql()
                .execute(
                        "update job set outputs = ?, summary = ?, tolerated = ? where id = ?",
                        outputs,
                        summary,
                        tolerated ? 1 : 0,
                        job);
    }

    /** Adds or overwrites steps. */
    public void steps(Tx tx, Collection<StepRow> steps) {
        if (steps.isEmpty()) {
            return;
        }
        var batch =
                tx.sql()
                        .prepareBatch(
                                """
                                insert into step (job_id, number, name, state, message, exit_code,
                                    started_at, finished_at, line)
                                values (:job, :number, :name, :state, :message, :exit, :started,
                                    :finished, :line)
                                on conflict (job_id, number) do update set name = excluded.name,
                                    state = excluded.state, message = excluded.message,
                                    exit_code = excluded.exit_code,
                                    started_at = excluded.started_at,
                                    finished_at = excluded.finished_at, line = excluded.line
                                """);
        for (StepRow step : steps) {
            batch.bind("job", step.jobId())
                    .bind("number", step.number())
                    .bind("name", step.name())
                    .bind("state", step.state().name())
                    .bind("message", step.message())
                    .bind("exit", step.exitCode())
                    .bind("started", millis(step.startedAt()))
                    .bind("finished", millis(step.finishedAt()))
                    .bind("line", step.line())
                    .add();
        }
        batch.execute();
    }

    public void forgetSteps(Tx tx, long job) {
        tx.sql().execute("delete from step where job_id = ?", job);
        tx.sql().execute("delete from annotation where job_id = ?", job);
    }

    public List<StepRow> steps(Handle sql, long job) {
        return sql.createQuery(
                        """
                        select job_id, number, name, state, message, exit_code, started_at,
                               finished_at, line
                        from step where job_id = :job order by number
                        """)
                .bind("job", job)
                .map((rs, ctx) ->
                        new StepRow(
                                rs.getLong("job_id"),
                                rs.getInt("number"),
                                rs.getString("name"),
                                State.valueOf(rs.getString("state")),
                                rs.getString("message"),
                                rs.getInt("exit_code"),
                                instant(rs.getLong("started_at")),
                                instant(rs.getLong("finished_at")),
                                rs.getLong("line")))
                .list();
    }

    private static long millis(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(0L);
    }

    static Optional<Instant> instant(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static RunRow run(ResultSet rs) throws SQLException {
        return new RunRow(
                rs.getLong("id"),
                ProjectName.parse(rs.getString("project")),
                rs.getLong("number"),
                rs.getString("commit_id"),
                rs.getString("ref"),
                rs.getString("event"),
                rs.getString("payload"),
                rs.getString("inputs"),
                rs.getString("workflow"),
                rs.getString("source"),
                rs.getString("name"),
                rs.getString("title"),
                rs.getString("started_by"),
                State.valueOf(rs.getString("state")),
                rs.getString("message"),
                Instant.ofEpochMilli(rs.getLong("queued_at")),
                instant(rs.getLong("started_at")),
                instant(rs.getLong("finished_at")),
                rs.getString("origin"),
                rs.getInt("attempt"),
                rs.getInt("debug") != 0,
                rs.getString("triggered_by"));
    }

    private static JobRow job(ResultSet rs) throws SQLException {
        String needs = rs.getString("needs");
        return new JobRow(
                rs.getLong("id"),
                rs.getLong("run_id"),
                // A superseded job's node has its attempt behind it, so that the name is free.
                rs.getInt("superseded") == 0
                        ? rs.getString("node")
                        : rs.getString("node").replaceFirst("@[0-9]+$", ""),
                rs.getString("entry"),
                rs.getString("name"),
                rs.getString("position"),
                needs(needs),
                State.valueOf(rs.getString("state")),
                rs.getString("message"),
                rs.getInt("tolerated") != 0,
                rs.getInt("attempt"),
                rs.getString("outputs"),
                rs.getString("summary"),
                instant(rs.getLong("started_at")),
                instant(rs.getLong("finished_at")),
                rs.getLong("pid"),
                Instant.ofEpochMilli(rs.getLong("pid_started_at")));
    }

    /** A line each, since names may have spaces. */
    private static String needs(List<String> names) {
        return names.isEmpty() ? "" : String.join("\n", names) + "\n";
    }

    /** Rows of older versions have spaces between names that had none. */
    private static List<String> needs(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(text.endsWith("\n") ? "\n" : " "));
    }
}
