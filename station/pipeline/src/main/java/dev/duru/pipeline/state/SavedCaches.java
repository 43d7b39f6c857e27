package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The caches of projects as a list, in SQL; {@link YieldStore} finds and keeps them. */
public final class SavedCaches {
    private static final String COLUMNS =
            "select id, scope, entry, version, digest, bytes, created_at, used_at from cache_entry ";

    /**
     * A cache.
     *
     * @param ref to which it belongs, a full name
     */
    public record Row(
            long id,
            String ref,
            String key,
            String version,
            String digest,
            long bytes,
            Instant createdAt,
            Instant usedAt) {}

    /**
     * The caches of a project, newest first.
     *
     * @param prefix with which the key begins, or {@code ""}
     * @param ref to which they belong, or {@code ""} for all
     */
    public List<Row> list(Handle sql, ProjectName project, String prefix, String ref) {
        return sql.createQuery(
                        COLUMNS
                                + "where project = :project"
                                + " and substr(entry, 1, length(:prefix)) = :prefix"
                                + " and (:ref = '' or scope = :ref) order by created_at desc, id desc")
                .bind("project", project.toString())
                .bind("prefix", prefix)
                .bind("ref", ref)
                .map((rs, ctx) -> row(rs))
                .list();
    }

    /** The cache of exactly this ref, key and version. */
    public Optional<Row> find(
            Handle sql, ProjectName project, String ref, String key, String version) {
        return sql.createQuery(
                        COLUMNS
                                + "where project = :project and scope = :ref and entry = :key"
                                + " and version = :version")
                .bind("project", project.toString())
                .bind("ref", ref)
                .bind("key", key)
                .bind("version", version)
                .map((rs, ctx) -> row(rs))
                .findOne();
    }

    /** Notes that a cache was used, by which it is kept longer. */
    public void used(Tx tx, ProjectName project, String digest) {
        tx.sql()
                .execute(
                        "update cache_entry set used_at = ? where project = ? and digest = ?",
                        tx.now().toEpochMilli(),
                        project.toString(),
                        digest);
    }

    public void delete(Tx tx, ProjectName project, long id) {
        tx.sql()
                .execute(
                        "delete from cache_entry where project = ? and id = ?",
                        project.toString(),
                        id);
    }

    private static Row row(ResultSet rs) throws SQLException {
        return new Row(
                rs.getLong("id"),
                rs.getString("scope"),
                rs.getString("entry"),
                rs.getString("version"),
                rs.getString("digest"),
                rs.getLong("bytes"),
                Instant.ofEpochMilli(rs.getLong("created_at")),
                Instant.ofEpochMilli(rs.getLong("used_at")));
    }
}
