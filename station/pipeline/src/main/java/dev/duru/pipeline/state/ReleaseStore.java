package dev.duru.pipeline.state;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Releases as the forges mean them, a tag with notes and files, in SQL. */
public final class ReleaseStore {
    private static final String RELEASE =
            "select id, tag, target, name, body, draft, prerelease, author, created_at from"
                    + " tag_release where project = :project ";
    private static final String ASSET =
            "select id, release_id, name, label, mime, bytes, digest, author, created_at from"
                    + " release_asset ";

    private final Database database;

    public ReleaseStore(Database database) {
        this.database = database;
    }

    /**
     * A release.
     *
     * @param target what the tag is made of when it does not exist yet
     */
    public record Release(
            long id,
            String tag,
            String target,
            String name,
            String body,
            boolean draft,
            boolean prerelease,
            String author,
            Instant at) {}

    /** A file of a release. */
    public record Asset(
            long id,
            long release,
            String name,
            String label,
            String mime,
            long bytes,
            String digest,
            String author,
            Instant at) {}

    public long add(ProjectName project, Release release) {
        return database.write(tx ->
                tx.sql()
                        .createQuery(
                                """
                                insert into tag_release (project, tag, target, name, body, draft,
                                    prerelease, author, created_at)
                                values (:project, :tag, :target, :name, :body, :draft, :prerelease,
                                    :author, :at) returning id
                                """)
                        .bind("project", project.toString())
                        .bind("tag", release.tag())
                        .bind("target", release.target())
                        .bind("name", release.name())
                        .bind("body", release.body())
                        .bind("draft", release.draft() ? 1 : 0)
                        .bind("prerelease", release.prerelease() ? 1 : 0)
                        .bind("author", release.author())
                        .bind("at", release.at().toEpochMilli())
                        .mapTo(Long.class)
                        .one());
    }

    public void change(Release release) {
        database.update(tx ->
                tx.sql()
                        .execute(
                                """
                                update tag_release set tag = ?, target = ?, name = ?, body = ?,
                                    draft = ?, prerelease = ? where id = ?
                                """,
                                release.tag(),
                                release.target(),
                                release.name(),
                                release.body(),
                                release.draft() ? 1 : 0,
                                release.prerelease() ? 1 : 0,
                                release.id()));
    }

    public void delete(long release) {
        database.update(tx -> {
            tx.sql().execute("delete from release_asset where release_id = ?", release);
            tx.sql().execute("delete from release_link where release_id = ?", release);
            tx.sql().execute("delete from tag_release where id = ?", release);
        });
    }

    /** The releases of a project, newest first. */
    public List<Release> list(ProjectName project) {
        return database.read(sql ->
                sql.createQuery(RELEASE + "order by id desc")
                        .bind("project", project.toString())
                        .map((rs, ctx) -> release(rs))
                        .list());
    }

    public Optional<Release> find(ProjectName project, long id) {
        return database.read(sql ->
                sql.createQuery(RELEASE + "and id = :id")
                        .bind("project", project.toString())
                        .bind("id", id)
                        .map((rs, ctx) -> release(rs))
                        .findOne());
    }

    private static Release release(ResultSet rs) throws SQLException {
        return new Release(
                rs.getLong("id"),
                rs.getString("tag"),
                rs.getString("target"),
                rs.getString("name"),
                rs.getString("body"),
                rs.getInt("draft") != 0,
                rs.getInt("prerelease") != 0,
                rs.getString("author"),
                Instant.ofEpochMilli(rs.getLong("created_at")));
    }

    /**
     * A link from a release to something elsewhere, as GitLab has them.
     *
     * @param type {@code other}, {@code runbook}, {@code image} or {@code package}
     * @param path below the release at which the link is found too, or {@code ""}
     */
    public record Link(long id, long release, String name, String url, String type, String path) {}

    /** Keeps a link of a release; its number. */
    public long addLink(Link link) {
        return database.write(tx ->
                tx.sql()
                        .createQuery(
                                """
                                insert into release_link (release_id, name, url, type, path)
                                values (:release, :name, :url, :type, :path) returning id
                                """)
                        .bind("release", link.release())
                        .bind("name", link.name())
                        .bind("url", link.url())
                        .bind("type", link.type())
                        .bind("path", link.path())
                        .mapTo(Long.class)
                        .one());
    }

    /** The links of a release, in the order in which they were made. */
    public List<Link> links(long release) {
        return database.read(sql ->
                sql.createQuery(
                                """
                                select id, release_id, name, url, type, path from release_link
                                where release_id = :release order by id
                                """)
                        .bind("release", release)
                        .map((rs, ctx) ->
                                new Link(
                                        rs.getLong("id"),
                                        rs.getLong("release_id"),
                                        rs.getString("name"),
                                        rs.getString("url"),
                                        rs.getString("type"),
                                        rs.getString("path")))
                        .list());
    }

    public void changeLink(Link link) {
        database.update(tx ->
                tx.sql()
                        .execute(
                                "update release_link set name = ?, url = ?, type = ?, path = ?"
                                        + " where id = ?",
                                link.name(),
                                link.url(),
                                link.type(),
                                link.path(),
                                link.id()));
    }

    public void deleteLink(long id) {
        database.update(tx -> tx.sql().execute("delete from release_link where id = ?", id));
    }

    /** Keeps a file of a release; its number. */
    public long addAsset(Asset asset) {
        return database.write(tx ->
                tx.sql()
                        .createQuery(
                                """
                                insert into release_asset (release_id, name, label, mime, bytes, digest,
                                    author, created_at)
                                values (:release, :name, :label, :mime, :bytes, :digest, :author, :at)
                                returning id
                                """)
                        .bind("release", asset.release())
                        .bind("name", asset.name())
                        .bind("label", asset.label())
                        .bind("mime", asset.mime())
                        .bind("bytes", asset.bytes())
                        .bind("digest", asset.digest())
                        .bind("author", asset.author())
                        .bind("at", asset.at().toEpochMilli())
                        .mapTo(Long.class)
                        .one());
    }

    public List<Asset> assets(long release) {
        return database.read(sql ->
                sql.createQuery(ASSET + "where release_id = :release order by id")
                        .bind("release", release)
                        .map((rs, ctx) -> asset(rs))
                        .list());
    }

    public Optional<Asset> asset(ProjectName project, long id) {
        return database.read(sql -> asset(sql, project, id));
    }

    private static Optional<Asset> asset(Handle sql, ProjectName project, long id) {
        return sql.createQuery(
                        ASSET
                                + "where id = :id and release_id in"
                                + " (select id from tag_release where project = :project)")
                .bind("project", project.toString())
                .bind("id", id)
                .map((rs, ctx) -> asset(rs))
                .findOne();
    }

    public void deleteAsset(long id) {
        database.update(tx -> tx.sql().execute("delete from release_asset where id = ?", id));
    }

    private static Asset asset(ResultSet rs) throws SQLException {
        return new Asset(
                rs.getLong("id"),
                rs.getLong("release_id"),
                rs.getString("name"),
                rs.getString("label"),
                rs.getString("mime"),
                rs.getLong("bytes"),
                rs.getString("digest"),
                rs.getString("author"),
                Instant.ofEpochMilli(rs.getLong("created_at")));
    }
}
