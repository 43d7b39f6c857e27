package dev.duru.delivery;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of environments and releases. Works on whatever connection it is given. */
final class DeliveryStore {
    private static final String RELEASE =
            """
            select project, number, environment, commit_id, digest, repository, caused_by, created_at,
              state, step, since, takes_back, exposed_at, condemned_gate, condemned_reason, condemned_by,
              condemned_at, note, stopped_at, coalesce(config_commit, commit_id) as config, held
            from delivery_release
            """;

    private final Handle sql;

    DeliveryStore(Handle sql) {
        this.sql = sql;
    }

    // ---- environments ----

    /** Notes that an environment exists, and the commit whose duru.yml said so last. */
    void keepEnvironment(EnvironmentKey key, int place, String commit) {
        sql.createUpdate(
                        """
                        insert into delivery_environment (project, name, place, commit_id)
                        values (:project, :name, :place, :commit)
                        on conflict (project, name) do update set place = :place, commit_id = :commit
                        """)
                .bind("project", key.project().toString())
                .bind("name", key.name())
                .bind("place", place)
                .bind("commit", commit)
                .execute();
    }

    void forgetEnvironment(EnvironmentKey key) {
        sql.createUpdate(
                        "delete from delivery_environment where project = :project and name = :name")
                .bind("project", key.project().toString())
                .bind("name", key.name())
                .execute();
    }

    List<EnvironmentKey> environments() {
        return sql.createQuery(
                        "select project, name from delivery_environment order by project, place, name")
                .map((rs, ctx) -> key(rs.getString("project"), rs.getString("name")))
                .list();
    }

    List<EnvironmentKey> environments(ProjectName project) {
        return sql.createQuery(
                        """
                        select project, name from delivery_environment
                        where project = :project order by place, name
                        """)
                .bind("project", project.toString())
                .map((rs, ctx) -> key(rs.getString("project"), rs.getString("name")))
                .list();
    }

    /** The commit whose duru.yml described the environment last. */
    Optional<String> environmentCommit(EnvironmentKey key) {
        return sql.createQuery(
                        """
                        select commit_id from delivery_environment
                        where project = :project and name = :name
                        """)
                .bind("project", key.project().toString())
                .bind("name", key.name())
                .mapTo(String.class)
                .findOne();
    }

    void keepManifest(ProjectName project, String commit, String body) {
        sql.createUpdate(
                        """
                        insert into delivery_manifest (project, commit_id, body)
                        values (:project, :commit, :body) on conflict (project, commit_id) do nothing
                        """)
                .bind("project", project.toString())
                .bind("commit", commit)
                .bind("body", body)
                .execute();
    }

    Optional<String> manifest(ProjectName project, String commit) {
        return sql.createQuery(
                        """
                        select body from delivery_manifest
                        where project = :project and commit_id = :commit
                        """)
                .bind("project", project.toString())
                .bind("commit", commit)
                .mapTo(String.class)
                .findOne();
    }

    // ---- releases ----

    /** Adds a release; the {@code cause} makes the same fact or command count once. */
    void add(Release release, String cause) {
        sql.createUpdate(
                        """
                        insert into delivery_release (project, number, environment, commit_id, digest,
                          repository, caused_by, created_at, state, since, takes_back, note, cause,
                          config_commit)
                        values (:project, :number, :environment, :commit, :digest, :repository, :by,
                          :created, :state, :created, :back, :note, :cause, :config)
                        """)
                .bind("project", release.project().toString())
                .bind("number", release.number())
                .bind("environment", release.environment().name())
                .bind("commit", release.commit())
                .bind("digest", release.digest())
                .bind("repository", release.repository())
                .bind("by", release.by())
                .bind("created", release.createdAt().toEpochMilli())
                .bind("state", release.state().name())
                .bind("back", release.takesBack())
                .bind("note", release.note())
                .bind("cause", cause)
                .bind("config", release.config().equals(release.commit()) ? null : release.config())
                .execute();
    }

    boolean hasCause(EnvironmentKey key, String cause) {
        return sql.createQuery(
                                """
                                select count(*) from delivery_release
                                where project = :project and environment = :environment and cause = :cause
                                """)
                        .bind("project", key.project().toString())
                        .bind("environment", key.name())
                        .bind("cause", cause)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    Optional<Release> release(ProjectName project, long number) {
        return sql.createQuery(RELEASE + "where project = :project and number = :number")
                .bind("project", project.toString())
                .bind("number", number)
                .map((rs, ctx) -> release(rs))
                .findOne();
    }

    Release known(ProjectName project, long number) {
        return release(project, number)
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "there is no release " + number + " in " + project));
    }

    /** Releases of a project, newest first. */
    List<Release> releases(ProjectName project, int limit) {
        return sql.createQuery(
                        RELEASE + "where project = :project order by number desc limit :limit")
                .bind("project", project.toString())
                .bind("limit", limit)
                .map((rs, ctx) -> release(rs))
                .list();
    }

    /** Releases of an environment, newest first. */
    List<Release> releases(EnvironmentKey key, int limit) {
        return sql.createQuery(
                        RELEASE
                                + """
                                where project = :project and environment = :environment
                                order by number desc limit :limit
                                """)
                .bind("project", key.project().toString())
                .bind("environment", key.name())
                .bind("limit", limit)
                .map((rs, ctx) -> release(rs))
                .list();
    }

    /** What the reconcile loop must look at: all that is not over, or not stopped; oldest first. */
    List<Release> open(EnvironmentKey key) {
        return sql.createQuery(
                        RELEASE
                                + """
                                where project = :project and environment = :environment and (state in
                                  ('WAITING', 'QUEUED', 'STARTING', 'STEPPING', 'HELD', 'REVERTING', 'LIVE')
                                  or (state in ('RETIRED', 'ROLLED_BACK', 'FAILED') and stopped_at is null))
                                order by number
                                """)
                .bind("project", key.project().toString())
                .bind("environment", key.name())
                .map((rs, ctx) -> release(rs))
                .list();
    }

    /** All releases that wait for an approval, oldest first. */
    List<Release> waiting() {
        return sql.createQuery(RELEASE + "where state = 'WAITING' order by since, number")
                .map((rs, ctx) -> release(rs))
                .list();
    }

    /** All releases of which something may run, of all environments. */
    List<Release> unstopped() {
        return sql.createQuery(
                        RELEASE
                                + """
                                where stopped_at is null and state not in
                                  ('WAITING', 'QUEUED', 'DECLINED', 'SUPERSEDED')
                                order by project, number
                                """)
                .map((rs, ctx) -> release(rs))
                .list();
    }

    Optional<Release> live(EnvironmentKey key) {
        return open(key).stream().filter(r -> r.state() == ReleaseState.LIVE).findFirst();
    }

    /**
     * The newest release of an environment that was live before {@code than} with another digest.
     */
    Optional<Release> lastGood(EnvironmentKey key, Release than) {
        return sql.createQuery(
                        RELEASE
                                + """
                                where project = :project and environment = :environment
                                  and state = 'RETIRED' and digest <> :digest and condemned_at is null
                                  and digest not in (select q.digest from delivery_quarantine q
                                    where q.project = :project and q.lifted_at is null)
                                order by since desc, number desc limit 1
                                """)
                .bind("project", key.project().toString())
                .bind("environment", key.name())
                .bind("digest", than.digest())
                .map((rs, ctx) -> release(rs))
                .findOne();
    }

    /** The newest release of a project that carries a digest. */
    Optional<Release> ofDigest(ProjectName project, String digest) {
        return sql.createQuery(
                        RELEASE
                                + """
                                where project = :project and digest = :digest
                                order by number desc limit 1
                                """)
                .bind("project", project.toString())
                .bind("digest", digest)
                .map((rs, ctx) -> release(rs))
                .findOne();
    }

    /** Whether a digest has served in an environment. */
    boolean served(EnvironmentKey key, String digest) {
        return releases(key, 1000).stream()
                .anyMatch(r ->
                        r.digest().equals(digest)
                                && (r.state() == ReleaseState.RETIRED
                                        || r.state() == ReleaseState.LIVE));
    }

    /**
     * Moves a release by compare-and-set.
     *
     * @param release as it was seen; its state and step are compared
     * @throws ProblemException CONFLICT when it has moved meanwhile, or the move is not legal
     */
    void move(Release release, ReleaseState.Event event, int step, Instant now, String note) {
        ReleaseState next = release.state().on(event);
        int rows =
                sql.createUpdate(
                                """
                                update delivery_release set state = :next, step = :step, since = :now, note = :note,
                                  held = 'NONE'
                                where project = :project and number = :number
                                  and state = :state and step = :was
                                """)
                        .bind("next", next.name())
                        .bind("step", step)
                        .bind("now", now.toEpochMilli())
                        .bind("note", note)
                        .bind("project", release.project().toString())
                        .bind("number", release.number())
                        .bind("state", release.state().name())
                        .bind("was", release.step())
                        .execute();
        if (rows != 1) {
            throw ProblemException.conflict(
                    "release "
                            + release.number()
                            + " is no longer "
                            + release.state().word()
                            + "; look at its newest state");
        }
    }

    /** Says why a release is held that was just moved to HELD. */
    void held(Release release, Release.Hold why) {
        sql.createUpdate(
                        """
                        update delivery_release set held = :why
                        where project = :project and number = :number
                        """)
                .bind("why", why.name())
                .bind("project", release.project().toString())
                .bind("number", release.number())
                .execute();
    }

    void exposed(Release release, Instant at) {
        set(release, "exposed_at = coalesce(exposed_at, :value)", at.toEpochMilli());
    }

    void stopped(Release release, Instant at) {
        set(release, "stopped_at = :value", at.toEpochMilli());
    }

    void condemn(Release release, Release.Condemned why) {
        sql.createUpdate(
                        """
                        update delivery_release set condemned_gate = :gate, condemned_reason = :reason,
                          condemned_by = :by, condemned_at = :at
                        where project = :project and number = :number
                        """)
                .bind("gate", why.gate())
                .bind("reason", why.reason())
                .bind("by", why.by())
                .bind("at", why.at().toEpochMilli())
                .bind("project", release.project().toString())
                .bind("number", release.number())
                .execute();
    }

    /** Its time in this state counts from now on. */
    void since(Release release, Instant at) {
        set(release, "since = :value", at.toEpochMilli());
    }

    void note(Release release, String note) {
        sql.createUpdate(
                        """
                        update delivery_release set note = :note
                        where project = :project and number = :number
                        """)
                .bind("note", note)
                .bind("project", release.project().toString())
                .bind("number", release.number())
                .execute();
    }

    private void set(Release release, String assignment, long value) {
        sql.createUpdate(
                        "update delivery_release set "
                                + assignment
                                + " where project = :project and number = :number")
                .bind("value", value)
                .bind("project", release.project().toString())
                .bind("number", release.number())
                .execute();
    }

    private static EnvironmentKey key(String project, String name) {
        return new EnvironmentKey(ProjectName.parse(project), name);
    }

    private static Release release(ResultSet rs) throws SQLException {
        Instant condemnedAt = time(rs, "condemned_at");
        Release.Condemned condemned =
                condemnedAt == null
                        ? null
                        : new Release.Condemned(
                                rs.getString("condemned_gate"),
                                rs.getString("condemned_reason"),
                                rs.getString("condemned_by"),
                                condemnedAt);
        return new Release(
                key(rs.getString("project"), rs.getString("environment")),
                rs.getLong("number"),
                rs.getString("commit_id"),
                rs.getString("digest"),
                rs.getString("repository"),
                rs.getString("caused_by"),
                Instant.ofEpochMilli(rs.getLong("created_at")),
                ReleaseState.valueOf(rs.getString("state")),
                rs.getInt("step"),
                Instant.ofEpochMilli(rs.getLong("since")),
                rs.getLong("takes_back"),
                time(rs, "exposed_at"),
                condemned,
                rs.getString("note"),
                time(rs, "stopped_at"),
                rs.getString("config"),
                Release.Hold.valueOf(rs.getString("held")));
    }

    /** See {@link Delivery#wanted}. */
    Set<String> wanted(ProjectName project, int last) {
        return sql.createQuery(
                        """
                        select digest from (
                          select digest, environment, stopped_at, state, row_number() over (
                            partition by environment, case when exposed_at is null then 1 else 0 end
                            order by number desc) as place
                          from delivery_release where project = :project) as r
                        where place <= :last and environment not in (
                            select name from delivery_review
                            where project = :project and ended_at is not null)
                          or stopped_at is null
                          and state not in ('DECLINED', 'SUPERSEDED')
                        union
                        select digest from delivery_quarantine
                        where project = :project and lifted_at is null
                        """)
                .bind("project", project.toString())
                .bind("last", last)
                .mapTo(String.class)
                .set();
    }

    private static @Nullable Instant time(ResultSet rs, String column) throws SQLException {
        long millis = rs.getLong(column);
        return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
