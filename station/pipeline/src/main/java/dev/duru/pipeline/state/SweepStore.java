package dev.duru.pipeline.state;

import dev.duru.kernel.Tx;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** What has been kept long enough; each removal says which digests its rows referred to. */
public final class SweepStore {
    /** When something regular was last done. */
    public Optional<Instant> last(Handle sql, String name) {
        return sql.createQuery("select done_at from sweep where name = :name")
                .bind("name", name)
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli);
    }

    public void done(Tx tx, String name, Instant at) {
        tx.sql()
                .execute(
                        """
                        insert into sweep (name, done_at) values (?, ?)
                        on conflict (name) do update set done_at = excluded.done_at
                        where excluded.done_at > sweep.done_at
                        """,
                        name,
                        at.toEpochMilli());
    }

    /** The runs that ended before a time. */
    public List<Long> endedBefore(Handle sql, Instant time) {
        return sql.createQuery("select id from run where finished_at > 0 and finished_at < :time")
                .bind("time", time.toEpochMilli())
                .mapTo(Long.class)
                .list();
    }

    /**
     * Removes artifacts whose time is over, or that were made before a time.
     *
     * @param oldest what is older goes in any case
     */
    public Set<String> removeArtifacts(Tx tx, Instant now, Instant oldest) {
        return Set.copyOf(
                tx.sql()
                        .createQuery(
                                """
                                delete from artifact
                                where expires_at <= :now or created_at <= :oldest
                                returning digest
                                """)
                        .bind("now", now.toEpochMilli())
                        .bind("oldest", oldest.toEpochMilli())
                        .mapTo(String.class)
                        .list());
    }

    /** Removes all that is known of runs that ended before a time. */
    public Set<String> removeRuns(Tx tx, Instant time) {
        Set<String> digests = new HashSet<>();
        for (long run : endedBefore(tx.sql(), time)) {
            digests.addAll(
                    tx.sql()
                            .createQuery("select digest from artifact where run_id = :run")
                            .bind("run", run)
                            .mapTo(String.class)
                            .list());
            digests.addAll(
                    tx.sql()
                            .createQuery(
                                    "delete from package_output where run_id = :run returning digest")
                            .bind("run", run)
                            .mapTo(String.class)
                            .list());
            tx.sql().execute("delete from run where id = ?", run);
        }
        return digests;
    }

    private record Cache(
            String project,
            String scope,
            String entry,
            String version,
            String digest,
            long bytes) {}

    /** Removes the caches that were not used for longest of projects that have too many bytes. */
    public Set<String> evictCaches(Tx tx, long most) {
        List<Cache> newestFirst =
                tx.sql()
                        .createQuery(
                                """
                                select project, scope, entry, version, digest, bytes
                                from cache_entry order by project, used_at desc, created_at desc
                                """)
                        .map((rs, ctx) ->
                                new Cache(
                                        rs.getString("project"),
                                        rs.getString("scope"),
                                        rs.getString("entry"),
                                        rs.getString("version"),
                                        rs.getString("digest"),
                                        rs.getLong("bytes")))
                        .list();
        Set<String> digests = new HashSet<>();
        String project = "";
        long total = 0;
        for (Cache cache : newestFirst) {
            total = cache.project().equals(project) ? total + cache.bytes() : cache.bytes();
            project = cache.project();
            if (total > most) {
                digests.add(cache.digest());
                tx.sql()
                        .execute(
                                """
                                delete from cache_entry where project = ? and scope = ?
                                    and entry = ? and version = ?
                                """,
                                cache.project(),
                                cache.scope(),
                                cache.entry(),
                                cache.version());
            }
        }
        return digests;
    }

    /**
     * All digests that any row refers to, of whatever table: each column of that name counts, also
     * those that will be added.
     */
    Set<String> referred(Handle sql) {
        Set<String> digests = new HashSet<>();
        for (String table : tables(sql)) {
            digests.addAll(
                    sql.createQuery("select distinct digest from " + table)
                            .mapTo(String.class)
                            .list());
        }
        return digests;
    }

    private static Set<String> tables(Handle sql) {
        Set<String> tables = new TreeSet<>();
        try {
            // Of one table at a time: of all at once SQLite makes one statement, with a part for
            // each column of the database, and it takes five hundred of these.
            DatabaseMetaData about = sql.getConnection().getMetaData();
            for (String table : names(about.getTables(null, null, "%", new String[] {"TABLE"}))) {
                tables.addAll(names(about.getColumns(null, null, table, "digest")));
            }
            return tables;
        } catch (SQLException e) {
            throw new IllegalStateException("the tables cannot be listed", e);
        }
    }

    private static List<String> names(ResultSet rows) throws SQLException {
        try (rows) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString("TABLE_NAME"));
            }
            return names;
        }
    }
}
