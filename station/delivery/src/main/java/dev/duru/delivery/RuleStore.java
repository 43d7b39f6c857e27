package dev.duru.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of what holds releases back: locks, overrides, checklists. */
final class RuleStore {
    private final Handle sql;

    RuleStore(Handle sql) {
        this.sql = sql;
    }

    void lock(EnvironmentKey key, String person, String reason, Instant at) {
        sql.createUpdate(
                        """
                        insert into delivery_lock (project, environment, person, reason, at)
                        values (:project, :environment, :person, :reason, :at)
                        """)
                .bind("project", key.project().toString())
                .bind("environment", key.name())
                .bind("person", person)
                .bind("reason", reason)
                .bind("at", at.toEpochMilli())
                .execute();
    }

    Optional<EnvironmentLock> lock(EnvironmentKey key) {
        return sql.createQuery(
                        """
                        select person, reason, at from delivery_lock
                        where project = :project and environment = :environment
                        """)
                .bind("project", key.project().toString())
                .bind("environment", key.name())
                .map((rs, ctx) ->
                        new EnvironmentLock(
                                rs.getString("person"),
                                rs.getString("reason"),
                                Instant.ofEpochMilli(rs.getLong("at"))))
                .findOne();
    }

    void unlock(EnvironmentKey key) {
        sql.createUpdate(
                        "delete from delivery_lock where project = :project and environment = :environment")
                .bind("project", key.project().toString())
                .bind("environment", key.name())
                .execute();
    }

    void letThrough(Release release, String person, String reason, Instant at) {
        sql.createUpdate(
                        """
                        insert into delivery_override (project, release_number, person, reason, at)
                        values (:project, :number, :person, :reason, :at)
                        on conflict (project, release_number)
                          do update set person = :person, reason = :reason, at = :at
                        """)
                .bind("project", release.project().toString())
                .bind("number", release.number())
                .bind("person", person)
                .bind("reason", reason)
                .bind("at", at.toEpochMilli())
                .execute();
    }

    boolean letThrough(Release release) {
        return sql.createQuery(
                                """
                                select count(*) from delivery_override
                                where project = :project and release_number = :number
                                """)
                        .bind("project", release.project().toString())
                        .bind("number", release.number())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    void tick(Release release, long number, Tick tick) {
        sql.createUpdate(
                        """
                        insert into delivery_check (project, number, environment, digest, item, passed,
                          comment, link, file_name, file_digest, person, at)
                        values (:project, :number, :environment, :digest, :item, :passed,
                          :comment, :link, :name, :file, :person, :at)
                        """)
                .bind("project", release.project().toString())
                .bind("number", number)
                .bind("environment", release.environment().name())
                .bind("digest", release.digest())
                .bind("item", tick.item())
                .bind("passed", tick.passed() ? 1 : 0)
                .bind("comment", tick.comment())
                .bind("link", tick.link())
                .bind("name", tick.fileName())
                .bind("file", tick.fileDigest())
                .bind("person", tick.by())
                .bind("at", tick.at().toEpochMilli())
                .execute();
    }

    /** What was said of a digest for an environment, oldest first. */
    List<Tick> ticks(EnvironmentKey key, String digest) {
        return sql.createQuery(
                        """
                        select item, passed, comment, link, file_name, file_digest, person, at
                        from delivery_check
                        where project = :project and environment = :environment and digest = :digest
                        order by number
                        """)
                .bind("project", key.project().toString())
                .bind("environment", key.name())
                .bind("digest", digest)
                .map((rs, ctx) ->
                        new Tick(
                                rs.getString("item"),
                                rs.getInt("passed") == 1,
                                rs.getString("comment"),
                                rs.getString("link"),
                                rs.getString("file_name"),
                                rs.getString("file_digest"),
                                rs.getString("person"),
                                Instant.ofEpochMilli(rs.getLong("at"))))
                .list();
    }
}
