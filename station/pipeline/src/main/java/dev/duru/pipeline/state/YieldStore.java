package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What jobs yield: artifacts, caches, test cases and package output, in SQL. */
public final class YieldStore {

    /** Keeps an artifact; one of the same name in the run is replaced. */
    public void artifact(Tx tx, ArtifactRow row) {
        tx.sql()
                .execute(
                        """
                        insert into artifact (run_id, job_id, name, digest, bytes, files,
                            created_at, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (run_id, name) do update set job_id = excluded.job_id,
                            digest = excluded.digest, bytes = excluded.bytes,
                            files = excluded.files, created_at = excluded.created_at,
                            expires_at = excluded.expires_at
                        """,
                        row.runId(),
                        row.jobId(),
                        row.name(),
                        row.digest(),
                        row.bytes(),
                        row.files(),
                        row.createdAt().toEpochMilli(),
                        row.expiresAt().toEpochMilli());
    }

    /** The artifacts of a run that have not expired, by name. */
    public List<ArtifactRow> artifacts(Handle sql, long run, Instant now) {
        return sql.createQuery(
                        """
                        select id, run_id, job_id, name, digest, bytes, files, created_at,
                               expires_at
                        from artifact where run_id = :run and expires_at > :now
                            and job_id not in
                                (select id from job where run_id = :run and superseded > 0)
                        order by name
                        """)
                .bind("run", run)
                .bind("now", now.toEpochMilli())
                .map((rs, ctx) -> artifact(rs))
                .list();
    }

    /** An artifact that has not expired. */
    public Optional<ArtifactRow> artifact(Handle sql, long id, Instant now) {
        return sql.createQuery(
                        """
                        select id, run_id, job_id, name, digest, bytes, files, created_at,
                               expires_at
                        from artifact where id = :id and expires_at > :now
                        """)
                .bind("id", id)
                .bind("now", now.toEpochMilli())
                .map((rs, ctx) -> artifact(rs))
                .findOne();
    }

    private static final String OF_JOB =
            """
            select a.id, a.run_id, a.job_id, a.name, a.digest, a.bytes, a.files, a.created_at,
                   a.expires_at
            from artifact a join run r on r.id = a.run_id join job j on j.id = a.job_id
            where r.project = :project and j.entry = :job and j.superseded = 0
              and a.expires_at > :now
            """;

    /** What a job of one run of a project kept. */
    public List<ArtifactRow> ofJob(
            Handle sql, ProjectName project, long run, String job, Instant now) {
        return sql.createQuery(OF_JOB + " and r.id = :run order by a.name")
                .bind("project", project.toString())
                .bind("job", job)
                .bind("now", now.toEpochMilli())
                .bind("run", run)
                .map((rs, ctx) -> artifact(rs))
                .list();
    }

    /**
     * What a job kept in the newest run of a ref that succeeded.
     *
     * @param ref short; {@code ""} for any
     */
    public List<ArtifactRow> newest(
            Handle sql, ProjectName project, String ref, String job, Instant now) {
        List<ArtifactRow> all =
                sql.createQuery(
                                OF_JOB
                                        + " and r.state = 'SUCCESS' and (:ref = '' or r.ref = 'refs/heads/' || :ref"
                                        + " or r.ref = 'refs/tags/' || :ref) order by r.id desc, a.name")
                        .bind("project", project.toString())
                        .bind("job", job)
                        .bind("now", now.toEpochMilli())
                        .bind("ref", ref)
                        .map((rs, ctx) -> artifact(rs))
                        .list();
        return all.stream().filter(row -> row.runId() == all.getFirst().runId()).toList();
    }

    public void deleteArtifact(Tx tx, long id) {
        tx.sql().execute("delete from artifact where id = ?", id);
    }

    private static ArtifactRow artifact(ResultSet rs) throws SQLException {
        return new ArtifactRow(
                rs.getLong("id"),
                rs.getLong("run_id"),
                rs.getLong("job_id"),
                rs.getString("name"),
                rs.getString("digest"),
                rs.getLong("bytes"),
                rs.getInt("files"),
                Instant.ofEpochMilli(rs.getLong("created_at")),
                Instant.ofEpochMilli(rs.getLong("expires_at")));
    }

    /** A cache that was found. */
    public record Cache(String key, String digest) {}

    /**
     * The cache of exactly this key, else the newest whose key begins with one of the prefixes in
     * turn; scopes (refs) are tried in order.
     *
     * @param version of the paths; only caches of the same paths fit
     */
    public Optional<Cache> cache(
            Handle sql,
            ProjectName project,
            List<String> scopes,
            String version,
            String key,
            List<String> prefixes) {
        for (String scope : scopes) {
            Optional<Cache> exact = cache(sql, project, scope, version, key, true);
            if (exact.isPresent()) {
                return exact;
            }
        }
        for (String scope : scopes) {
            for (String prefix : prefixes) {
                Optional<Cache> found = cache(sql, project, scope, version, prefix, false);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Cache> cache(
            Handle sql,
            ProjectName project,
            String scope,
            String version,
            String key,
            boolean exact) {
        String match = exact ? "entry = :key" : "substr(entry, 1, length(:key)) = :key";
        return sql.createQuery(
                        "select entry, digest from cache_entry where project = :project"
                                + " and scope = :scope and version = :version and "
                                + match
                                + " order by created_at desc limit 1")
                .bind("project", project.toString())
                .bind("scope", scope)
                .bind("version", version)
                .bind("key", key)
                .map((rs, ctx) -> new Cache(rs.getString("entry"), rs.getString("digest")))
                .findOne();
    }

    /** Keeps a cache; false when the key is taken, since caches never change. */
    public boolean cache(
            Tx tx, ProjectName project, String scope, String version, Cache cache, long bytes) {
        return tx.sql()
                        .execute(
                                """
                                insert into cache_entry (project, scope, entry, version, digest,
                                    bytes, created_at, used_at, id)
                                values (?, ?, ?, ?, ?, ?, ?, ?,
                                    (select coalesce(max(id), 0) + 1 from cache_entry))
                                on conflict do nothing
                                """,
                                project.toString(),
                                scope,
                                cache.key(),
                                version,
                                cache.digest(),
                                bytes,
                                tx.now().toEpochMilli(),
                                tx.now().toEpochMilli())
                == 1;
    }

    /** Keeps a cache in the place of the one that has its key. */
    public void replaceCache(Tx tx, ProjectName project, String scope, Cache cache, long bytes) {
        tx.sql()
                .execute(
                        """
                        insert into cache_entry (project, scope, entry, version, digest, bytes,
                            created_at, used_at, id)
                        values (?, ?, ?, ?, ?, ?, ?, ?,
                            (select coalesce(max(id), 0) + 1 from cache_entry))
                        on conflict (project, scope, entry, version) do update
                        set digest = excluded.digest, bytes = excluded.bytes,
                            created_at = excluded.created_at, used_at = excluded.used_at
                        """,
                        project.toString(),
                        scope,
                        cache.key(),
                        scope,
                        cache.digest(),
                        bytes,
                        tx.now().toEpochMilli(),
                        tx.now().toEpochMilli());
    }

    public void tests(Tx tx, long run, Collection<TestCaseRow> tests) {
        if (tests.isEmpty()) {
            return;
        }
        var batch =
                tx.sql()
                        .prepareBatch(
                                """
                                insert into test_case (run_id, job_id, suite, name, result, millis,
                                    message, trace, flaky)
                                values (:run, :job, :suite, :name, :result, :millis, :message,
                                    :trace, :flaky)
                                """);
        for (TestCaseRow test : tests) {
            batch.bind("run", run)
                    .bind("job", test.jobId())
                    .bind("suite", test.suite())
                    .bind("name", test.name())
                    .bind("result", test.result().name())
                    .bind("millis", test.millis())
                    .bind("message", test.message())
                    .bind("trace", test.trace())
                    .bind("flaky", test.flaky() ? 1 : 0)
                    .add();
        }
        batch.execute();
    }

    public void forgetTests(Tx tx, long run, long job) {
        tx.sql().execute("delete from test_case where run_id = ? and job_id = ?", run, job);
    }

    public List<TestCaseRow> tests(Handle sql, long run) {
        return sql.createQuery(
                        """
                        select job_id, suite, name, result, millis, message, trace, flaky
                        from test_case where run_id = :run and job_id not in
                            (select id from job where run_id = :run and superseded > 0)
                        """)
                .bind("run", run)
                .map((rs, ctx) ->
                        new TestCaseRow(
                                rs.getLong("job_id"),
                                rs.getString("suite"),
                                rs.getString("name"),
                                TestCaseRow.Result.valueOf(rs.getString("result")),
                                rs.getLong("millis"),
                                rs.getString("message"),
                                rs.getString("trace"),
                                rs.getInt("flaky") != 0))
                .list();
    }

    /** The results that each test case had in other runs of the commit, by suite and name. */
    public Map<String, List<TestCaseRow.Result>> testHistory(
            Handle sql, ProjectName project, String commit, long exceptRun) {
        Map<String, List<TestCaseRow.Result>> history = new HashMap<>();
        sql.createQuery(
                        """
                        select t.suite, t.name, t.result from test_case t
                        join run r on r.id = t.run_id
                        where r.project = :project and r.commit_id = :commit
                          and (r.id <> :run or t.job_id in
                              (select id from job where run_id = :run and superseded > 0))
                        """)
                .bind("project", project.toString())
                .bind("commit", commit)
                .bind("run", exceptRun)
                .map((rs, ctx) ->
                        Map.entry(
                                rs.getString("suite") + "\n" + rs.getString("name"),
                                TestCaseRow.Result.valueOf(rs.getString("result"))))
                .forEach(entry ->
                        history.computeIfAbsent(entry.getKey(), key -> new java.util.ArrayList<>())
                                .add(entry.getValue()));
        return history;
    }

    public void packageOutput(Tx tx, RunRow run, long job, String digest, List<String> paths) {
        tx.sql()
                .execute(
                        """
                        insert into package_output (project, commit_id, run_id, job_id, digest,
                            paths, created_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        on conflict (project, commit_id, run_id) do update
                        set digest = excluded.digest, job_id = excluded.job_id,
                            paths = excluded.paths, created_at = excluded.created_at
                        """,
                        run.project().toString(),
                        run.commit(),
                        run.id(),
                        job,
                        digest,
                        String.join("\n", paths),
                        tx.now().toEpochMilli());
    }

    /** The newest package output of a commit from runs that succeeded, for exactly these paths. */
    public Optional<String> packageOutput(
            Handle sql, ProjectName project, String commit, List<String> paths) {
        return sql.createQuery(
                        """
                        select p.digest from package_output p join run r on r.id = p.run_id
                        where p.project = :project and p.commit_id = :commit and p.paths = :paths
                          and r.state = 'SUCCESS'
                        order by p.created_at desc limit 1
                        """)
                .bind("project", project.toString())
                .bind("commit", commit)
                .bind("paths", String.join("\n", paths))
                .mapTo(String.class)
                .findOne();
    }
}
