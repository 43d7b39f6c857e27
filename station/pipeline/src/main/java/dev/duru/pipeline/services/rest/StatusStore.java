package dev.duru.pipeline.services.rest;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Statuses and check runs of commits, in SQL. */
final class StatusStore {
    private final Database database;

    StatusStore(Database database) {
        this.database = database;
    }

    /**
     * A status.
     *
     * @param context what says so, such as {@code ci/lint}
     * @param state {@code error}, {@code failure}, {@code pending} or {@code success}
     */
    record Status(
            long id,
            String commit,
            String context,
            String state,
            String description,
            String targetUrl,
            String by,
            Instant at) {}

    Status add(ProjectName project, Status status) {
        long id =
                database.write(tx ->
                        tx.sql()
                                .createQuery(
                                        """
                                        insert into commit_status (project, commit_id, context, state,
                                            description, target_url, said_by, created_at)
                                        values (:project, :commit, :context, :state, :description,
                                            :url, :by, :at) returning id
                                        """)
                                .bind("project", project.toString())
                                .bind("commit", status.commit())
                                .bind("context", status.context())
                                .bind("state", status.state())
                                .bind("description", status.description())
                                .bind("url", status.targetUrl())
                                .bind("by", status.by())
                                .bind("at", status.at().toEpochMilli())
                                .mapTo(Long.class)
                                .one());
        return new Status(
                id,
                status.commit(),
                status.context(),
                status.state(),
                status.description(),
                status.targetUrl(),
                status.by(),
                status.at());
    }

    /** All that was said of a commit, newest first. */
    List<Status> statuses(ProjectName project, String commit) {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select id, commit_id, context, state, description, target_url, said_by,
                                    created_at
                                from commit_status where project = :project and commit_id = :commit
                                order by id desc
                                """)
                        .bind("project", project.toString())
                        .bind("commit", commit)
                        .map((rs, ctx) -> status(rs))
                        .list());
    }

    private static Status status(ResultSet rs) throws SQLException {
        return new Status(
                rs.getLong("id"),
                rs.getString("commit_id"),
                rs.getString("context"),
                rs.getString("state"),
                rs.getString("description"),
                rs.getString("target_url"),
                rs.getString("said_by"),
                Instant.ofEpochMilli(rs.getLong("created_at")));
    }

    /**
     * A check run.
     *
     * @param body what the caller said last, as a JSON object
     */
    record CheckRun(long id, String commit, String name, String body, Instant at) {}

    CheckRun addCheck(ProjectName project, String commit, String name, String body) {
        long id =
                database.write(tx ->
                        tx.sql()
                                .createQuery(
                                        """
                                        insert into check_run (project, commit_id, name, body, created_at)
                                        values (:project, :commit, :name, :body, :at) returning id
                                        """)
                                .bind("project", project.toString())
                                .bind("commit", commit)
                                .bind("name", name)
                                .bind("body", body)
                                .bind("at", tx.now().toEpochMilli())
                                .mapTo(Long.class)
                                .one());
        return check(project, id).orElseThrow();
    }

    void changeCheck(ProjectName project, long id, String name, String body) {
        database.update(tx ->
                tx.sql()
                        .execute(
                                "update check_run set name = ?, body = ? where project = ? and id = ?",
                                name,
                                body,
                                project.toString(),
                                id));
    }

    Optional<CheckRun> check(ProjectName project, long id) {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select id, commit_id, name, body, created_at from check_run
                                where project = :project and id = :id
                                """)
                        .bind("project", project.toString())
                        .bind("id", id)
                        .map((rs, ctx) -> checkRun(rs))
                        .findOne());
    }

    List<CheckRun> checks(ProjectName project, String commit) {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select id, commit_id, name, body, created_at from check_run
                                where project = :project and commit_id = :commit order by id desc
                                """)
                        .bind("project", project.toString())
                        .bind("commit", commit)
                        .map((rs, ctx) -> checkRun(rs))
                        .list());
    }

    private static CheckRun checkRun(ResultSet rs) throws SQLException {
        return new CheckRun(
                rs.getLong("id"),
                rs.getString("commit_id"),
                rs.getString("name"),
                rs.getString("body"),
                Instant.ofEpochMilli(rs.getLong("created_at")));
    }
}
