package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Remarks about places in files, in SQL. */
public final class AnnotationStore {
    /** So many are read at once. */
    public static final int MOST = 2_000;

    private static final String COLUMNS =
            """
            select a.job_id, a.step, a.level, a.file, a.line, a.end_line, a.col, a.end_col,
                   a.title, a.message, a.log_line, a.more
            from annotation a
            """;

    /** Adds remarks of a run. */
    public void add(Tx tx, long run, Collection<Annotation> annotations) {
        for (Annotation note : annotations) {
            tx.sql()
                    .execute(
                            """
                            insert into annotation (run_id, job_id, step, level, file, line, col,
                                title, message, end_line, end_col, log_line, more)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            """,
                            run,
                            note.jobId(),
                            note.step(),
                            note.level(),
                            note.file(),
                            note.line(),
                            note.column(),
                            note.title(),
                            note.message(),
                            note.endLine(),
                            note.endColumn(),
                            note.logLine(),
                            note.more());
        }
    }

    /** The remarks of a run, in the order in which jobs ended. */
    public List<Annotation> ofRun(Handle sql, long run) {
        return sql.createQuery(COLUMNS + " where a.run_id = :run order by a.id limit " + MOST)
                .bind("run", run)
                .map((rs, ctx) -> annotation(rs))
                .list();
    }

    /** A remark, and the number of the run that made it. */
    public record OfCommit(long run, Annotation annotation) {}

    /** The remarks about files that runs of a commit made; of each workflow the newest run's. */
    public List<OfCommit> ofCommit(Handle sql, ProjectName project, String commit) {
        return sql.createQuery(
                        """
                        select r.number, a.job_id, a.step, a.level, a.file, a.line, a.end_line,
                               a.col, a.end_col, a.title, a.message, a.log_line, a.more
                        from annotation a join run r on r.id = a.run_id
                        join job j on j.id = a.job_id and j.superseded = 0
                        where r.project = :project and r.commit_id = :commit and a.file <> ''
                          and r.id = (select max(n.id) from run n where n.project = r.project
                              and n.commit_id = r.commit_id and n.workflow = r.workflow)
                        order by a.file, a.line, a.id limit
                        """
                                + " "
                                + MOST)
                .bind("project", project.toString())
                .bind("commit", commit)
                .map((rs, ctx) -> new OfCommit(rs.getLong("number"), annotation(rs)))
                .list();
    }

    private static Annotation annotation(ResultSet rs) throws SQLException {
        return new Annotation(
                rs.getLong("job_id"),
                rs.getInt("step"),
                rs.getString("level"),
                rs.getString("file"),
                rs.getInt("line"),
                rs.getInt("end_line"),
                rs.getInt("col"),
                rs.getInt("end_col"),
                rs.getString("title"),
                rs.getString("message"),
                rs.getLong("log_line"),
                rs.getInt("more"));
    }
}
