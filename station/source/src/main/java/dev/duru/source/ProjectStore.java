package dev.duru.source;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The projects, in SQL. */
final class ProjectStore {
    private final Database database;

    ProjectStore(Database database) {
        this.database = database;
    }

    List<Project> all() {
        return database.read(sql ->
                sql.createQuery("select * from project order by name")
                        .map((rs, ctx) -> project(rs))
                        .list());
    }

    Optional<Project> find(ProjectName name) {
        return database.read(sql ->
                sql.createQuery("select * from project where name = :name")
                        .bind("name", name.toString())
                        .map((rs, ctx) -> project(rs))
                        .findOne());
    }

    /**
     * Notes a new project and appends the fact.
     *
     * @throws ProblemException CONFLICT when there is one of that name
     */
    static void insert(Tx tx, ProjectName name, boolean isPublic, Identity by) {
        int rows =
                tx.sql()
                        .createUpdate(
                                """
                                insert into project (name, is_public, created_by, created_at)
                                values (:name, :public, :by, :at) on conflict (name) do nothing
                                """)
                        .bind("name", name.toString())
                        .bind("public", isPublic ? 1 : 0)
                        .bind("by", by.user())
                        .bind("at", tx.now().toEpochMilli())
                        .execute();
        if (rows == 0) {
            throw ProblemException.conflict("project " + name + " exists already");
        }
        tx.append(new Fact.ProjectCreated(name, by.user(), isPublic));
    }

    void setPublic(ProjectName name, boolean isPublic) {
        database.update(tx ->
                tx.sql()
                        .execute(
                                "update project set is_public = ? where name = ?",
                                isPublic ? 1 : 0,
                                name.toString()));
    }

    private static Project project(ResultSet rs) throws SQLException {
        return new Project(
                ProjectName.parse(rs.getString("name")),
                rs.getInt("is_public") != 0,
                rs.getString("created_by"),
                Instant.ofEpochMilli(rs.getLong("created_at")));
    }
}
