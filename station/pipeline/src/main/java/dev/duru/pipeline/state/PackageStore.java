package dev.duru.pipeline.state;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Packages of any kind of file: a name, a version, and files, in SQL. */
public final class PackageStore {
    private static final String PACKAGE =
            "select id, name, version, creator, created_at from generic_package"
                    + " where project = :project ";
    private static final String FILE =
            "select id, package_id, name, bytes, digest, created_at from generic_package_file ";

    private final Database database;

    public PackageStore(Database database) {
        this.database = database;
    }

    /** A version of a package. */
    public record Package(long id, String name, String version, String creator, Instant at) {}

    /** A file of it. */
    public record File(long id, long of, String name, long bytes, String digest, Instant at) {}

    /** Keeps a file; one of the same name is replaced. */
    public File put(ProjectName project, String name, String version, String creator, File file) {
        return database.write(tx -> {
            long id = packageId(tx, project, name, version, creator);
            tx.sql()
                    .execute(
                            """
                            insert into generic_package_file (package_id, name, bytes, digest,
                                created_at)
                            values (?, ?, ?, ?, ?)
                            on conflict (package_id, name) do update set bytes = excluded.bytes,
                                digest = excluded.digest, created_at = excluded.created_at
                            """,
                            id,
                            file.name(),
                            file.bytes(),
                            file.digest(),
                            file.at().toEpochMilli());
            return tx.sql()
                    .createQuery(FILE + "where package_id = :id and name = :name")
                    .bind("id", id)
                    .bind("name", file.name())
                    .map((rs, ctx) -> file(rs))
                    .one();
        });
    }

    private static long packageId(
            Tx tx, ProjectName project, String name, String version, String creator) {
        tx.sql()
                .execute(
                        """
                        insert into generic_package (project, name, version, creator, created_at)
                        values (?, ?, ?, ?, ?) on conflict (project, name, version) do nothing
                        """,
                        project.toString(),
                        name,
                        version,
                        creator,
                        tx.now().toEpochMilli());
        return tx.sql()
                .createQuery(PACKAGE + "and name = :name and version = :version")
                .bind("project", project.toString())
                .bind("name", name)
                .bind("version", version)
                .map((rs, ctx) -> rs.getLong("id"))
                .one();
    }

    /** The packages of a project, newest first. */
    public List<Package> list(ProjectName project) {
        return database.read(sql ->
                sql.createQuery(PACKAGE + "order by id desc")
                        .bind("project", project.toString())
                        .map((rs, ctx) ->
                                new Package(
                                        rs.getLong("id"),
                                        rs.getString("name"),
                                        rs.getString("version"),
                                        rs.getString("creator"),
                                        Instant.ofEpochMilli(rs.getLong("created_at"))))
                        .list());
    }

    public Optional<Package> find(ProjectName project, long id) {
        return list(project).stream().filter(one -> one.id() == id).findFirst();
    }

    public Optional<File> file(ProjectName project, String name, String version, String file) {
        return list(project).stream()
                .filter(one -> one.name().equals(name) && one.version().equals(version))
                .flatMap(one -> files(one.id()).stream())
                .filter(one -> one.name().equals(file))
                .findFirst();
    }

    /** The files of a package, by the time of their first coming. */
    public List<File> files(long id) {
        return database.read(sql ->
                sql.createQuery(FILE + "where package_id = :id order by id")
                        .bind("id", id)
                        .map((rs, ctx) -> file(rs))
                        .list());
    }

    private static File file(ResultSet rs) throws SQLException {
        return new File(
                rs.getLong("id"),
                rs.getLong("package_id"),
                rs.getString("name"),
                rs.getLong("bytes"),
                rs.getString("digest"),
                Instant.ofEpochMilli(rs.getLong("created_at")));
    }

    /** Removes a package; the digests that it referred to. */
    public Set<String> delete(long id) {
        return database.write(tx -> {
            Set<String> digests =
                    Set.copyOf(
                            tx.sql()
                                    .createQuery(
                                            "delete from generic_package_file"
                                                    + " where package_id = :id returning digest")
                                    .bind("id", id)
                                    .mapTo(String.class)
                                    .list());
            tx.sql().execute("delete from generic_package where id = ?", id);
            return digests;
        });
    }

    public void deleteFile(long id) {
        database.update(
                tx -> tx.sql().execute("delete from generic_package_file where id = ?", id));
    }
}
