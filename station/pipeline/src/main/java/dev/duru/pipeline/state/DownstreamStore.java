package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which runs of other projects belong to which jobs. */
public final class DownstreamStore {
    /**
     * A run at the other end.
     *
     * @param job on this side, or on that one where the run started this one
     */
    public record Link(
            long job, String jobName, ProjectName project, long number, String ref, State state) {}

    /** Notes the run of a job, once and for all. */
    public void keep(Tx tx, long job, long run, boolean started) {
        tx.sql()
                .execute(
                        "insert into downstream (job_id, run_id, started) values (?, ?, ?)",
                        job,
                        run,
                        started ? 1 : 0);
    }

    /** The run of a job. */
    public Optional<Long> run(Handle sql, long job) {
        return sql.createQuery("select run_id from downstream where job_id = :job")
                .bind("job", job)
                .mapTo(Long.class)
                .findOne();
    }

    /** The run that has started another one. */
    public Optional<Long> starter(Handle sql, long run) {
        return sql.createQuery(
                        """
                        select job.run_id from downstream join job on job.id = downstream.job_id
                        where downstream.run_id = :run and downstream.started = 1
                        """)
                .bind("run", run)
                .mapTo(Long.class)
                .findOne();
    }

    /** The runs that jobs of a run have started or watch. */
    public List<Link> below(Handle sql, long run) {
        return links(
                sql,
                """
                select job.id as job, job.name as job_name, run.project, run.number, run.ref,
                       run.state
                from job
                join downstream on downstream.job_id = job.id
                join run on run.id = downstream.run_id
                where job.run_id = :run
                order by job.ordinal, job.id
                """,
                run);
    }

    /** The run whose job has started a run. */
    public Optional<Link> above(Handle sql, long run) {
        return links(
                        sql,
                        """
                        select job.id as job, job.name as job_name, run.project, run.number,
                               run.ref, run.state
                        from downstream
                        join job on job.id = downstream.job_id
                        join run on run.id = job.run_id
                        where downstream.run_id = :run and downstream.started = 1
                        """,
                        run)
                .stream()
                .findFirst();
    }

    private static List<Link> links(Handle sql, String query, long run) {
        return sql.createQuery(query)
                .bind("run", run)
                .map((rs, ctx) ->
                        new Link(
                                rs.getLong("job"),
                                rs.getString("job_name"),
                                ProjectName.parse(rs.getString("project")),
                                rs.getLong("number"),
                                rs.getString("ref"),
                                State.valueOf(rs.getString("state"))))
                .list();
    }
}
