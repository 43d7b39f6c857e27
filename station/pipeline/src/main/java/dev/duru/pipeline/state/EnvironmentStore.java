package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The environments into which jobs have deployed by their own means, in SQL. */
public final class EnvironmentStore {
    private static final String SELECT =
            """
            select e.id, e.project, e.name, e.state, e.url, e.run_id, e.job_id, e.node,
                   e.commit_id, e.ref, e.deployed_by, e.on_stop, e.stop_at, e.stopped_by,
                   e.created_at, e.deployed_at, e.stopped_at,
                   coalesce((select number from run r where r.id = e.run_id), 0) as number
            from environment e
            """;

    /** Whether there is something to see. */
    public enum State {
        AVAILABLE,
        /** The job that ends it has been asked to. */
        STOPPING,
        STOPPED
    }

    /**
     * What deployed.
     *
     * @param node of the job in its run's plan
     * @param ref full
     */
    public record Deployed(
            long run, long number, long job, String node, String commit, String ref, String by) {}

    /**
     * An environment.
     *
     * @param id counts in this Duru
     * @param url where people see it, or {@code ""}
     * @param last what deployed into it last
     * @param onStop the job that ends it, by its key; {@code ""} for none
     * @param stopsAt when it ends by itself
     * @param stoppedBy who ended it, or asked for it; {@code ""} while nobody did
     */
    public record Environment(
            long id,
            ProjectName project,
            String name,
            State state,
            String url,
            Deployed last,
            String onStop,
            Optional<Instant> stopsAt,
            String stoppedBy,
            Instant createdAt,
            Instant deployedAt,
            Optional<Instant> stoppedAt) {}

    /**
     * Notes a deployment; the environment is there, whatever it was before.
     *
     * @param stopAt in milliseconds since 1970; 0 for never
     */
    public void deployed(
            Tx tx, ProjectName project, JobPlace place, Deployed last, String onStop, long stopAt) {
        long now = tx.now().toEpochMilli();
        tx.sql()
                .execute(
                        """
                        insert into environment (project, name, state, url, run_id, job_id, node,
                            commit_id, ref, deployed_by, on_stop, stop_at, stopped_by, created_at,
                            deployed_at, stopped_at)
                        values (?, ?, 'AVAILABLE', ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, 0)
                        on conflict (project, name) do update set state = 'AVAILABLE',
                            url = excluded.url, run_id = excluded.run_id,
                            job_id = excluded.job_id, node = excluded.node,
                            commit_id = excluded.commit_id, ref = excluded.ref,
                            deployed_by = excluded.deployed_by, on_stop = excluded.on_stop,
                            stop_at = excluded.stop_at, stopped_by = '',
                            deployed_at = excluded.deployed_at, stopped_at = 0
                        """,
                        project.toString(),
                        place.environment(),
                        place.url(),
                        last.run(),
                        last.job(),
                        last.node(),
                        last.commit(),
                        last.ref(),
                        last.by(),
                        onStop,
                        stopAt,
                        now,
                        now);
    }

    /** Puts the end off, for a job that uses an environment without deploying. */
    public void keepUntil(Tx tx, ProjectName project, String name, long stopAt) {
        tx.sql()
                .execute(
                        "update environment set stop_at = ?"
                                + " where project = ? and name = ? and state = 'AVAILABLE'",
                        stopAt,
                        project.toString(),
                        name);
    }

    /** False when it is not in the state from which the caller started. */
    public boolean move(Tx tx, long id, State from, State to, String by) {
        return tx.sql()
                        .execute(
                                """
                                update environment set state = ?, stop_at = 0, stopped_by = ?,
                                    stopped_at = ?
                                where id = ? and state = ?
                                """,
                                to.name(),
                                by,
                                to == State.STOPPED ? tx.now().toEpochMilli() : 0,
                                id,
                                from.name())
                == 1;
    }

    /** Those of a project, the one that was deployed to last first. */
    public List<Environment> list(Handle sql, ProjectName project) {
        return sql.createQuery(SELECT + "where e.project = :project order by e.deployed_at desc")
                .bind("project", project.toString())
                .map((rs, ctx) -> environment(rs))
                .list();
    }

    public Optional<Environment> find(Handle sql, ProjectName project, String name) {
        return sql.createQuery(SELECT + "where e.project = :project and e.name = :name")
                .bind("project", project.toString())
                .bind("name", name)
                .map((rs, ctx) -> environment(rs))
                .findOne();
    }

    /** Those that end by themselves, the next first. */
    public List<Environment> due(Handle sql) {
        return sql.createQuery(
                        SELECT
                                + "where e.stop_at > 0 and e.state = 'AVAILABLE'"
                                + " order by e.stop_at")
                .map((rs, ctx) -> environment(rs))
                .list();
    }

    private static Environment environment(ResultSet rs) throws SQLException {
        return new Environment(
                rs.getLong("id"),
                ProjectName.parse(rs.getString("project")),
                rs.getString("name"),
                State.valueOf(rs.getString("state")),
                rs.getString("url"),
                new Deployed(
                        rs.getLong("run_id"),
                        rs.getLong("number"),
                        rs.getLong("job_id"),
                        rs.getString("node"),
                        rs.getString("commit_id"),
                        rs.getString("ref"),
                        rs.getString("deployed_by")),
                rs.getString("on_stop"),
                time(rs.getLong("stop_at")),
                rs.getString("stopped_by"),
                Instant.ofEpochMilli(rs.getLong("created_at")),
                Instant.ofEpochMilli(rs.getLong("deployed_at")),
                time(rs.getLong("stopped_at")));
    }

    private static Optional<Instant> time(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
