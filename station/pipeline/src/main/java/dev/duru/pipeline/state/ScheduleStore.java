package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The next times of workflows that start by the clock. */
public final class ScheduleStore {
    /**
     * A line of a time plan.
     *
     * @param workflow the file's path
     * @param line as the file has it
     * @param next when it starts the workflow
     */
    public record Line(
            ProjectName project, String workflow, String line, String zone, Instant next) {}

    /** Makes these the only lines of a project; the times of those that it had stay. */
    public void replace(Tx tx, ProjectName project, Collection<Line> lines) {
        List<Line> known = of(tx.sql(), project);
        for (Line old : known) {
            if (lines.stream().noneMatch(line -> same(old, line))) {
                remove(tx, old);
            }
        }
        for (Line line : lines) {
            if (known.stream().noneMatch(old -> same(old, line))) {
                tx.sql()
                        .execute(
                                """
                                insert into schedule (project, workflow, line, zone, next_at)
                                values (?, ?, ?, ?, ?) on conflict do nothing
                                """,
                                project.toString(),
                                line.workflow(),
                                line.line(),
                                line.zone(),
                                line.next().toEpochMilli());
            }
        }
    }

    private static boolean same(Line a, Line b) {
        return a.workflow().equals(b.workflow())
                && a.line().equals(b.line())
                && a.zone().equals(b.zone());
    }

    public void remove(Tx tx, Line line) {
        tx.sql()
                .execute(
                        """
                        delete from schedule
                        where project = ? and workflow = ? and line = ? and zone = ?
                        """,
                        line.project().toString(),
                        line.workflow(),
                        line.line(),
                        line.zone());
    }

    public void next(Tx tx, Line line, Instant next) {
        tx.sql()
                .execute(
                        """
                        update schedule set next_at = ?
                        where project = ? and workflow = ? and line = ? and zone = ?
                        """,
                        next.toEpochMilli(),
                        line.project().toString(),
                        line.workflow(),
                        line.line(),
                        line.zone());
    }

    public List<Line> of(Handle sql, ProjectName project) {
        return sql.createQuery(
                        """
                        select project, workflow, line, zone, next_at from schedule
                        where project = :project order by workflow, line
                        """)
                .bind("project", project.toString())
                .map((rs, ctx) -> line(rs))
                .list();
    }

    /** Lines whose time has come, oldest first. */
    public List<Line> due(Handle sql, Instant now) {
        return sql.createQuery(
                        """
                        select project, workflow, line, zone, next_at from schedule
                        where next_at <= :now order by next_at, workflow
                        """)
                .bind("now", now.toEpochMilli())
                .map((rs, ctx) -> line(rs))
                .list();
    }

    /** The earliest of all times. */
    public Optional<Instant> earliest(Handle sql) {
        return sql.createQuery("select min(next_at) from schedule")
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli);
    }

    private static Line line(java.sql.ResultSet rs) throws java.sql.SQLException {
        return new Line(
                ProjectName.parse(rs.getString("project")),
                rs.getString("workflow"),
                rs.getString("line"),
                rs.getString("zone"),
                Instant.ofEpochMilli(rs.getLong("next_at")));
    }
}
