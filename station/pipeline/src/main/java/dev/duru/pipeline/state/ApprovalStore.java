package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.kernel.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Jobs that wait for people, and what people said. */
public final class ApprovalStore {
    /** What has come of the question. */
    public enum Answer {
        WAITING,
        APPROVED,
        REJECTED
    }

    /**
     * A job that asks, or asked.
     *
     * @param environment that it wants to enter; {@code ""} when the file itself asks
     * @param name of the job
     * @param role the least one of an approver
     * @param count how many people must agree
     * @param self whether whoever pushed or started it may agree
     * @param quiet whether it is no matter for the inbox
     * @param sentence what the file tells whoever decides
     * @param message who rejected it and why
     */
    public record Asked(
            long jobId,
            long runId,
            ProjectName project,
            String environment,
            String name,
            Role role,
            int count,
            boolean self,
            boolean quiet,
            String sentence,
            Answer answer,
            String message,
            Instant at) {}

    private static final String ASKED =
            """
            select job_id, run_id, project, environment, name, least_role, wanted, self, quiet,
                   sentence, state, message, asked_at
            from job_approval
            """;

    public void ask(Tx tx, Asked asked) {
        tx.sql()
                .execute(
                        """
                        insert into job_approval (job_id, run_id, project, environment, name,
                            least_role, wanted, self, quiet, sentence, state, message, asked_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'WAITING', '', ?)
                        """,
                        asked.jobId(),
                        asked.runId(),
                        asked.project().toString(),
                        asked.environment(),
                        asked.name(),
                        asked.role().name(),
                        asked.count(),
                        asked.self() ? 1 : 0,
                        asked.quiet() ? 1 : 0,
                        asked.sentence(),
                        asked.at().toEpochMilli());
    }

    public Optional<Asked> of(Handle sql, long job) {
        return sql.createQuery(ASKED + " where job_id = :job")
                .bind("job", job)
                .map((rs, ctx) -> asked(rs))
                .findOne();
    }

    /**
     * Jobs that wait for people, oldest first: of runs that go on, and of the newest that ended of
     * a file and a ref.
     */
    public List<Asked> waiting(Handle sql) {
        return sql.createQuery(
                        ASKED
                                + """
                                 where state = 'WAITING' and quiet = 0 and job_id in
                                    (select job.id from job join run on run.id = job.run_id
                                     where job.state = 'WAITING' and (run.finished_at = 0
                                        or not exists (select 1 from run newer
                                            where newer.project = run.project
                                              and newer.workflow = run.workflow
                                              and newer.ref = run.ref and newer.id > run.id)))
                                order by asked_at, job_id
                                """)
                .map((rs, ctx) -> asked(rs))
                .list();
    }

    /** The questions of a run that nobody has answered, by the job. */
    public List<Asked> open(Handle sql, long run) {
        return sql.createQuery(
                        ASKED
                                + """
                                 where state = 'WAITING' and run_id = :run and job_id in
                                    (select id from job where state = 'WAITING')
                                """)
                .bind("run", run)
                .map((rs, ctx) -> asked(rs))
                .list();
    }

    /** Runs that ended without an answer that has come since: they are to go on. */
    public List<Long> answeredLate(Handle sql) {
        return sql.createQuery(
                        """
                        select distinct run.id from job_approval
                            join job on job.id = job_approval.job_id
                            join run on run.id = job.run_id
                        where job_approval.state <> 'WAITING' and job.state = 'WAITING'
                          and run.finished_at <> 0
                        """)
                .mapTo(Long.class)
                .list();
    }

    /** Answers; false when somebody was faster. */
    public boolean answer(Tx tx, long job, Answer answer, String message) {
        return tx.sql()
                        .execute(
                                """
                                update job_approval set state = ?, message = ?
                                where job_id = ? and state = 'WAITING'
                                """,
                                answer.name(),
                                message,
                                job)
                == 1;
    }

    /** Notes that somebody agrees; false when the same person has said so before. */
    public boolean agree(Tx tx, long job, String person, String comment) {
        return tx.sql()
                        .execute(
                                """
                                insert into job_approval_word (job_id, person, comment, at)
                                values (?, ?, ?, ?) on conflict do nothing
                                """,
                                job,
                                person,
                                comment,
                                tx.now().toEpochMilli())
                == 1;
    }

    /** Who has agreed, in the order in which they did. */
    public List<String> agreed(Handle sql, long job) {
        return sql.createQuery(
                        "select person from job_approval_word where job_id = :job order by at")
                .bind("job", job)
                .mapTo(String.class)
                .list();
    }

    private static Asked asked(ResultSet rs) throws SQLException {
        return new Asked(
                rs.getLong("job_id"),
                rs.getLong("run_id"),
                ProjectName.parse(rs.getString("project")),
                rs.getString("environment"),
                rs.getString("name"),
                Role.valueOf(rs.getString("least_role")),
                rs.getInt("wanted"),
                rs.getInt("self") != 0,
                rs.getInt("quiet") != 0,
                rs.getString("sentence"),
                Answer.valueOf(rs.getString("state")),
                rs.getString("message"),
                Instant.ofEpochMilli(rs.getLong("asked_at")));
    }
}
