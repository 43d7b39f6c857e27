package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of tasks. */
final class TaskStore {
    /** The name of the task that runs before a release takes traffic. */
    static final String RELEASE = "release";

    private static final String TASK =
            """
            select project, release_number, name, command, person, started_at, ended_at, exit_code, reason
            from delivery_task
            """;

    private final Handle sql;

    TaskStore(Handle sql) {
        this.sql = sql;
    }

    /**
     * A command in the image of a release.
     *
     * @param name {@link #RELEASE}, or a number that counts within the project
     * @param command as it is shown
     * @param endedAt null while it runs
     * @param exit -1 when it was killed or nobody knows; 0 while it runs
     * @param reason why it counts as failed; {@code ""} when it does not
     */
    record Task(
            ProjectName project,
            long release,
            String name,
            String command,
            String by,
            Instant startedAt,
            @Nullable Instant endedAt,
            int exit,
            String reason) {
        boolean running() {
            return endedAt == null;
        }
    }

    void add(Release release, String name, String command, String person, Instant at) {
        sql.createUpdate(
                        """
                        insert into delivery_task (project, release_number, name, command, person, started_at)
                        values (:project, :number, :name, :command, :person, :at)
                        """)
                .bind("project", release.project().toString())
                .bind("number", release.number())
                .bind("name", name)
                .bind("command", command)
                .bind("person", person)
                .bind("at", at.toEpochMilli())
                .execute();
    }

    /** Notes the end of one that runs; false when it had ended already. */
    boolean ended(Task task, int exit, String reason, Instant at) {
        return sql.createUpdate(
                                """
                                update delivery_task set ended_at = :at, exit_code = :exit, reason = :reason
                                where project = :project and release_number = :number and name = :name
                                  and ended_at is null
                                """)
                        .bind("at", at.toEpochMilli())
                        .bind("exit", exit)
                        .bind("reason", reason)
                        .bind("project", task.project().toString())
                        .bind("number", task.release())
                        .bind("name", task.name())
                        .execute()
                == 1;
    }

    Optional<Task> find(ProjectName project, long release, String name) {
        return sql.createQuery(
                        TASK
                                + " where project = :project and release_number = :number and name = :name")
                .bind("project", project.toString())
                .bind("number", release)
                .bind("name", name)
                .map((rs, ctx) -> task(rs))
                .findOne();
    }

    /** A command that somebody started, by its number. */
    Optional<Task> command(ProjectName project, long number) {
        return sql.createQuery(TASK + " where project = :project and name = :name")
                .bind("project", project.toString())
                .bind("name", String.valueOf(number))
                .map((rs, ctx) -> task(rs))
                .findOne();
    }

    /** The newest tasks of an environment's releases. */
    List<Task> latest(EnvironmentKey key, int limit) {
        return sql.createQuery(
                        """
                        select t.project, t.release_number, t.name, t.command, t.person, t.started_at,
                          t.ended_at, t.exit_code, t.reason
                        from delivery_task t join delivery_release r
                          on r.project = t.project and r.number = t.release_number
                        where r.project = :project and r.environment = :environment
                        order by t.started_at desc limit :limit
                        """)
                .bind("project", key.project().toString())
                .bind("environment", key.name())
                .bind("limit", limit)
                .map((rs, ctx) -> task(rs))
                .list();
    }

    /** The commands that run, of all environments. */
    List<Task> running() {
        return sql.createQuery(TASK + " where ended_at is null and name <> :release")
                .bind("release", RELEASE)
                .map((rs, ctx) -> task(rs))
                .list();
    }

    private static Task task(ResultSet rs) throws SQLException {
        long ended = rs.getLong("ended_at");
        @Nullable Instant endedAt = rs.wasNull() ? null : Instant.ofEpochMilli(ended);
        return new Task(
                ProjectName.parse(rs.getString("project")),
                rs.getLong("release_number"),
                rs.getString("name"),
                rs.getString("command"),
                rs.getString("person"),
                Instant.ofEpochMilli(rs.getLong("started_at")),
                endedAt,
                rs.getInt("exit_code"),
                rs.getString("reason"));
    }
}
