package dev.duru.observe;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The lines and the positions up to which files were read, in SQL. */
final class LogStore {
    private static final int PAGE = 2_000;
    private static final long SEARCH_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Database database;

    LogStore(Database database) {
        this.database = database;
    }

    /** How far a file was read; fileKey tells a new file of the same name. */
    record Position(String fileKey, long offset) {}

    Optional<Position> position(String path) {
        return database.read(sql ->
                sql.createQuery("select file_key, position from app_file where path = :path")
                        .bind("path", path)
                        .map((rs, ctx) ->
                                new Position(rs.getString("file_key"), rs.getLong("position")))
                        .findOne());
    }

    /** Forgets the positions of files that are gone. */
    void forgetMissing() {
        List<String> gone =
                database
                        .read(sql ->
                                sql.createQuery("select path from app_file")
                                        .mapTo(String.class)
                                        .list())
                        .stream()
                        .filter(path -> Files.notExists(Path.of(path)))
                        .toList();
        if (!gone.isEmpty()) {
            database.update(tx ->
                    gone.forEach(
                            path -> tx.sql().execute("delete from app_file where path = ?", path)));
        }
    }

    /** Keeps lines and the position behind them, both or neither. */
    List<LogLine> keep(AppOutput.Source source, List<String> lines, Position position) {
        return database.write(tx -> {
            keepPosition(tx, source.file().toString(), position);
            return insert(tx, source, lines);
        });
    }

    private static void keepPosition(Tx tx, String path, Position position) {
        tx.sql()
                .createUpdate(
                        """
                        insert into app_file (path, file_key, position, read_at)
                        values (:path, :key, :position, :at)
                        on conflict (path) do update set
                        file_key = excluded.file_key, position = excluded.position, read_at = excluded.read_at
                        """)
                .bind("path", path)
                .bind("key", position.fileKey())
                .bind("position", position.offset())
                .bind("at", tx.now().toEpochMilli())
                .execute();
    }

    private static List<LogLine> insert(Tx tx, AppOutput.Source source, List<String> lines) {
        if (lines.isEmpty()) {
            return List.of();
        }
        PreparedBatch batch =
                tx.sql()
                        .prepareBatch(
                                """
                                insert into app_line
                                (project, environment, release_number, version, replica, at, line)
                                values (?, ?, ?, ?, ?, ?, ?)
                                """);
        for (String line : lines) {
            batch.add(
                    source.project().toString(),
                    source.environment(),
                    source.release(),
                    source.version(),
                    source.replica(),
                    tx.now().toEpochMilli(),
                    line);
        }
        batch.execute();
        long last =
                tx.sql()
                        .createQuery("select max(id) from app_line where project = :project")
                        .bind("project", source.project().toString())
                        .mapTo(Long.class)
                        .one();
        List<LogLine> kept = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            kept.add(
                    new LogLine(
                            last - lines.size() + 1 + i,
                            source.environment(),
                            source.release(),
                            source.version(),
                            source.replica(),
                            tx.now(),
                            lines.get(i)));
        }
        return kept;
    }

    /** Drops the oldest lines of an environment above a number. */
    void trim(ProjectName project, String environment, int most) {
        database.update(tx ->
                tx.sql()
                        .createUpdate(
                                """
                                delete from app_line
                                where project = :project and environment = :environment and id <= (
                                    select id from app_line
                                    where project = :project and environment = :environment
                                    order by id desc limit 1 offset :most)
                                """)
                        .bind("project", project.toString())
                        .bind("environment", environment)
                        .bind("most", most)
                        .execute());
    }

    /** Lines that fit, oldest first. */
    List<LogLine> find(ProjectName project, LogQuery query) {
        long deadline = System.nanoTime() + SEARCH_NANOS;
        Predicate<String> fits = query.matcher(deadline);
        List<LogLine> found = new ArrayList<>();
        long before = query.beforeId();
        while (found.size() < query.limit() && System.nanoTime() < deadline) {
            List<LogLine> page = page(project, query, before);
            for (LogLine line : page) {
                if (found.size() < query.limit() && fits.test(line.text())) {
                    found.add(line);
                }
            }
            if (page.size() < PAGE) {
                break;
            }
            before = page.getLast().id();
        }
        return found.reversed();
    }

    private List<LogLine> page(ProjectName project, LogQuery query, long before) {
        StringBuilder where = new StringBuilder("project = :project and id < :before");
        if (!query.environment().isEmpty()) {
            where.append(" and environment = :environment");
        }
        if (query.release() > 0) {
            where.append(" and release_number = :release");
        }
        if (query.from() != null) {
            where.append(" and at >= :from");
        }
        if (query.to() != null) {
            where.append(" and at <= :to");
        }
        return database.read(sql -> {
            Query statement =
                    sql.createQuery(
                                    "select id, environment, release_number, version, replica, at, line"
                                            + " from app_line where "
                                            + where
                                            + " order by id desc limit :limit")
                            .bind("project", project.toString())
                            .bind("before", before)
                            .bind("limit", PAGE);
            if (!query.environment().isEmpty()) {
                statement.bind("environment", query.environment());
            }
            if (query.release() > 0) {
                statement.bind("release", query.release());
            }
            if (query.from() != null) {
                statement.bind("from", query.from().toEpochMilli());
            }
            if (query.to() != null) {
                statement.bind("to", query.to().toEpochMilli());
            }
            return lines(statement);
        });
    }

    private static List<LogLine> lines(Query statement) {
        return statement
                .map((rs, ctx) ->
                        new LogLine(
                                rs.getLong("id"),
                                rs.getString("environment"),
                                rs.getLong("release_number"),
                                rs.getString("version"),
                                rs.getInt("replica"),
                                Instant.ofEpochMilli(rs.getLong("at")),
                                rs.getString("line")))
                .list();
    }

    /** The environments and releases that have lines, newest release first. */
    List<LogScope> scopes(ProjectName project) {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select environment, release_number, max(id) as last_id from app_line
                                where project = :project group by environment, release_number
                                order by environment, release_number desc limit 200
                                """)
                        .bind("project", project.toString())
                        .map((rs, ctx) ->
                                new LogScope(
                                        rs.getString("environment"), rs.getLong("release_number")))
                        .list());
    }

    /** An environment with a release that said something. */
    record LogScope(String environment, long release) {}
}
