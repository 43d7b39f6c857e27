package dev.duru.pipeline.services.results;

import dev.duru.kernel.Database;
import dev.duru.kernel.Folders;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.services.tokens.Pass;
import dev.duru.pipeline.services.tokens.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Uploads that have begun: a row and a folder each, both gone when they end. */
final class Uploads {
    private static final String COLUMNS =
            "id, kind, project, run_id, job_id, name, version, ref, mime, keep_until";

    private final Database database;
    private final Path folder;

    /** Opens the folder and clears what belongs to jobs that run no more. */
    Uploads(Database database, Path folder) {
        this.database = database;
        this.folder = folder;
        List<Long> stale =
                database.read(sql ->
                        sql.createQuery(
                                        """
                                        select id from upload where job_id not in
                                            (select id from job where state in ('RUNNING', 'CANCELLING'))
                                        """)
                                .mapTo(Long.class)
                                .list());
        stale.forEach(this::discard);
    }

    /** An upload that has just begun; {@code secret} opens it to whoever writes its bytes. */
    record Begun(Upload upload, String secret) {}

    Begun begin(Upload wanted) {
        String secret = Secret.plain();
        long id =
                database.write(tx ->
                        tx.sql()
                                .createQuery(
                                        """
                                        insert into upload (secret_hash, kind, project, run_id, job_id,
                                            name, version, ref, mime, keep_until, created_at)
                                        values (:hash, :kind, :project, :run, :job, :name, :version,
                                            :ref, :mime, :until, :now) returning id
                                        """)
                                .bind("hash", Secret.hash(secret))
                                .bind("kind", wanted.kind().name())
                                .bind("project", wanted.project().toString())
                                .bind("run", wanted.runId())
                                .bind("job", wanted.jobId())
                                .bind("name", wanted.name())
                                .bind("version", wanted.version())
                                .bind("ref", wanted.ref())
                                .bind("mime", wanted.mime())
                                .bind("until", wanted.keepUntil().toEpochMilli())
                                .bind("now", tx.now().toEpochMilli())
                                .mapTo(Long.class)
                                .one());
        Staging.make(place(id));
        return new Begun(find(id).orElseThrow(), secret);
    }

    Optional<Upload> find(long id) {
        return one("id = :value", id);
    }

    Optional<Upload> bySecret(String secret) {
        return one("secret_hash = :value", Secret.hash(secret));
    }

    private Optional<Upload> one(String condition, Object value) {
        return database.read(sql ->
                sql.createQuery("select " + COLUMNS + " from upload where " + condition)
                        .bind("value", value)
                        .map((rs, ctx) -> upload(rs))
                        .findOne());
    }

    /** The newest upload that a job began under a name. */
    Optional<Upload> of(Pass pass, Upload.Kind kind, String name, String version) {
        return database.read(sql ->
                sql.createQuery(
                                "select "
                                        + COLUMNS
                                        + " from upload where run_id = :run and job_id = :job"
                                        + " and kind = :kind and name = :name"
                                        + " and version = :version order by id desc limit 1")
                        .bind("run", pass.runId())
                        .bind("job", pass.jobId())
                        .bind("kind", kind.name())
                        .bind("name", name)
                        .bind("version", version)
                        .map((rs, ctx) -> upload(rs))
                        .findOne());
    }

    /** Whether another job is saving the same cache at this moment. */
    boolean taken(Upload wanted) {
        return database.read(sql -> taken(sql, wanted));
    }

    private static boolean taken(Handle sql, Upload wanted) {
        return sql.createQuery(
                                """
                                select count(*) from upload where project = :project and kind = :kind
                                    and name = :name and version = :version and ref = :ref
                                    and job_id <> :job
                                """)
                        .bind("project", wanted.project().toString())
                        .bind("kind", wanted.kind().name())
                        .bind("name", wanted.name())
                        .bind("version", wanted.version())
                        .bind("ref", wanted.ref())
                        .bind("job", wanted.jobId())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /** Where an upload's bytes lie. */
    Staging staging(Upload upload) {
        return new Staging(place(upload.id()));
    }

    void forget(Tx tx, Upload upload) {
        tx.sql().execute("delete from upload where id = ?", upload.id());
    }

    /** Drops the row, if it is still there, and the bytes. */
    void discard(long id) {
        database.update(tx -> tx.sql().execute("delete from upload where id = ?", id));
        deleteFiles(id);
    }

    void deleteFiles(long id) {
        try {
            Folders.delete(place(id));
        } catch (IOException e) {
            throw new UncheckedIOException("an upload's folder could not be deleted", e);
        }
    }

    /** Drops what a job began and did not finish. */
    void ended(Pass pass) {
        List<Long> left =
                database.read(sql ->
                        sql.createQuery("select id from upload where job_id = :job")
                                .bind("job", pass.jobId())
                                .mapTo(Long.class)
                                .list());
        left.forEach(this::discard);
    }

    private Path place(long id) {
        return folder.resolve(Long.toString(id));
    }

    private static Upload upload(ResultSet rs) throws SQLException {
        return new Upload(
                rs.getLong("id"),
                Upload.Kind.valueOf(rs.getString("kind")),
                ProjectName.parse(rs.getString("project")),
                rs.getLong("run_id"),
                rs.getLong("job_id"),
                rs.getString("name"),
                rs.getString("version"),
                rs.getString("ref"),
                rs.getString("mime"),
                Instant.ofEpochMilli(rs.getLong("keep_until")));
    }
}
