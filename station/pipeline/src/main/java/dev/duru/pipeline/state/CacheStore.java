package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Caches and artifacts as people look at them and clear them away. */
public final class CacheStore {
    private static final int MOST = 1_000;

    /**
     * A cache.
     *
     * @param scope the ref whose runs may use it
     * @param version of its paths
     */
    public record Row(
            String key,
            String scope,
            String version,
            long bytes,
            Instant createdAt,
            Instant usedAt) {}

    /** The caches of a project, the last used one first. */
    public List<Row> list(Handle sql, ProjectName project) {
        return sql.createQuery(
                        """
                        select entry, scope, version, bytes, created_at, used_at from cache_entry
                        where project = :project order by used_at desc, entry limit
                        """
                                + " "
                                + MOST)
                .bind("project", project.toString())
                .map((rs, ctx) ->
                        new Row(
                                rs.getString("entry"),
                                rs.getString("scope"),
                                rs.getString("version"),
                                rs.getLong("bytes"),
                                Instant.ofEpochMilli(rs.getLong("created_at")),
                                Instant.ofEpochMilli(rs.getLong("used_at"))))
                .list();
    }

    /** Forgets caches of a key; an empty scope or version stands for all. Returns how many. */
    public int delete(Tx tx, ProjectName project, String key, String scope, String version) {
        return tx.sql()
                .createUpdate(
                        """
                        delete from cache_entry where project = :project and entry = :key
                          and (:scope = '' or scope = :scope)
                          and (:version = '' or version = :version)
                        """)
                .bind("project", project.toString())
                .bind("key", key)
                .bind("scope", scope)
                .bind("version", version)
                .execute();
    }

    /** Forgets an artifact; its bytes go with the next clearing of blobs. Returns how many. */
    public int deleteArtifact(Tx tx, long run, String name) {
        return tx.sql()
                .createUpdate("delete from artifact where run_id = :run and name = :name")
                .bind("run", run)
                .bind("name", name)
                .execute();
    }
}
