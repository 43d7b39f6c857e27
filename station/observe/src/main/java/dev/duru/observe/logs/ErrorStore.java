package dev.duru.observe.logs;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Error groups in SQL. */
final class ErrorStore {
    private static final String ALL =
            """
            select fingerprint, language, type, message, place, sample, count, first_at, last_at,
            first_environment, first_release, first_version, last_environment, last_release, last_line
            from error_group where project = :project
            """;

    private final Database database;

    ErrorStore(Database database) {
        this.database = database;
    }

    /** Adds to what was counted; a group that is not there begins. */
    void add(Map<ProjectName, List<ErrorGroup>> seen) {
        database.update(tx ->
                seen.forEach((project, groups) -> {
                    for (ErrorGroup group : groups) {
                        tx.sql()
                                .createUpdate(
                                        """
                                        insert into error_group (project, fingerprint, language, type, message,
                                        place, sample, count, first_at, last_at, first_environment, first_release,
                                        first_version, last_environment, last_release, last_line)
                                        values (:project, :fingerprint, :language, :type, :message, :place, :sample,
                                        :count, :firstAt, :lastAt, :environment, :release, :version, :environment,
                                        :lastRelease, :line)
                                        on conflict (project, fingerprint) do update set
                                        count = error_group.count + excluded.count, message = excluded.message,
                                        sample = excluded.sample, last_at = excluded.last_at,
                                        last_environment = excluded.last_environment,
                                        last_release = excluded.last_release, last_line = excluded.last_line
                                        """)
                                .bind("project", project.toString())
                                .bind("fingerprint", group.fingerprint())
                                .bind("language", group.language())
                                .bind("type", group.type())
                                .bind("message", group.message())
                                .bind("place", group.place())
                                .bind("sample", group.sample())
                                .bind("count", group.count())
                                .bind("firstAt", group.firstAt().toEpochMilli())
                                .bind("lastAt", group.lastAt().toEpochMilli())
                                .bind("environment", group.firstEnvironment())
                                .bind("release", group.firstRelease())
                                .bind("version", group.firstVersion())
                                .bind("lastRelease", group.lastRelease())
                                .bind("line", group.lastLine())
                                .execute();
                    }
                }));
    }

    /** The groups that were seen last. */
    List<ErrorGroup> groups(ProjectName project, int most) {
        return database.read(sql ->
                sql.createQuery(ALL + " order by last_at desc, fingerprint limit :most")
                        .bind("project", project.toString())
                        .bind("most", most)
                        .map((rs, ctx) -> group(rs))
                        .list());
    }

    Optional<ErrorGroup> group(ProjectName project, String fingerprint) {
        return database.read(sql ->
                sql.createQuery(ALL + " and fingerprint = :fingerprint")
                        .bind("project", project.toString())
                        .bind("fingerprint", fingerprint)
                        .map((rs, ctx) -> group(rs))
                        .findOne());
    }

    private static ErrorGroup group(ResultSet rs) throws SQLException {
        return new ErrorGroup(
                rs.getString("fingerprint"),
                rs.getString("language"),
                rs.getString("type"),
                rs.getString("message"),
                rs.getString("place"),
                rs.getString("sample"),
                rs.getLong("count"),
                Instant.ofEpochMilli(rs.getLong("first_at")),
                Instant.ofEpochMilli(rs.getLong("last_at")),
                rs.getString("first_environment"),
                rs.getLong("first_release"),
                rs.getString("first_version"),
                rs.getString("last_environment"),
                rs.getLong("last_release"),
                rs.getLong("last_line"));
    }
}
