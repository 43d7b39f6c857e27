package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The sites that projects publish, in SQL. */
public final class SiteStore {
    /**
     * A site.
     *
     * @param prefix below the project's own; {@code ""} for the project's
     * @param digest of its files, as a zip
     */
    public record Site(
            ProjectName project,
            String prefix,
            String digest,
            Instant publishedAt,
            Optional<Instant> expiresAt) {}

    /** Puts a site in the place of the one before. */
    public void publish(Tx tx, Site site) {
        tx.sql()
                .execute(
                        """
                        insert into site (project, prefix, digest, published_at, expires_at)
                        values (?, ?, ?, ?, ?)
                        on conflict (project, prefix) do update set digest = excluded.digest,
                            published_at = excluded.published_at, expires_at = excluded.expires_at
                        """,
                        site.project().toString(),
                        site.prefix(),
                        site.digest(),
                        site.publishedAt().toEpochMilli(),
                        site.expiresAt().map(Instant::toEpochMilli).orElse(0L));
    }

    /** The sites of a project that have not expired, longest prefix first. */
    public List<Site> of(Handle sql, ProjectName project, Instant now) {
        return sql.createQuery(
                        """
                        select prefix, digest, published_at, expires_at from site
                        where project = :project and (expires_at = 0 or expires_at > :now)
                        order by length(prefix) desc
                        """)
                .bind("project", project.toString())
                .bind("now", now.toEpochMilli())
                .map((rs, ctx) ->
                        new Site(
                                project,
                                rs.getString("prefix"),
                                rs.getString("digest"),
                                Instant.ofEpochMilli(rs.getLong("published_at")),
                                RunStore.instant(rs.getLong("expires_at"))))
                .list();
    }
}
