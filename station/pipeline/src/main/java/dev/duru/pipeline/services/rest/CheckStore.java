package dev.duru.pipeline.services.rest;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Check runs of commits, in SQL. */
final class CheckStore {
    private final Database database;

    CheckStore(Database database) {
        this.database = database;
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
