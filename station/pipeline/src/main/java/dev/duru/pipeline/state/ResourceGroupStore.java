package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The resource groups of projects: what only one job at a time may have. */
public final class ResourceGroupStore {
    private static final String GROUP =
            "select id, name, mode, created_at, updated_at from resource_group ";

    /**
     * Which of the jobs that want a group gets it next.
     *
     * <p>Source: GitLab's documentation of process modes of resource groups.
     */
    public enum Mode {
        /** Any that is ready. */
        UNORDERED,
        /** That of the oldest run, for which all others wait though it may not be ready yet. */
        OLDEST_FIRST,
        /** That of the newest run, for which all others wait though it may not be ready yet. */
        NEWEST_FIRST,
        /** Of those that are ready, that of the newest run. */
        NEWEST_READY_FIRST;

        /** As GitLab's API writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The mode of a word. */
        public static Optional<Mode> of(String word) {
            for (Mode mode : values()) {
                if (mode.word().equals(word)) {
                    return Optional.of(mode);
                }
            }
            return Optional.empty();
        }
    }

    /** A group. */
    public record Group(long id, String name, Mode mode, Instant createdAt, Instant updatedAt) {}

    /** Notes that a job of a project wants a group. */
    public void seen(Tx tx, ProjectName project, String name) {
        long now = tx.now().toEpochMilli();
        tx.sql()
                .execute(
                        """
                        insert into resource_group (project, name, created_at, updated_at)
                        values (?, ?, ?, ?) on conflict do nothing
                        """,
                        project.toString(),
                        name,
                        now,
                        now);
    }

    public void order(Tx tx, long id, Mode mode) {
        tx.sql()
                .execute(
                        "update resource_group set mode = ?, updated_at = ? where id = ?",
                        mode.name(),
                        tx.now().toEpochMilli(),
                        id);
    }

    /** A project's groups, by name. */
    public List<Group> list(Handle sql, ProjectName project) {
        return sql.createQuery(GROUP + "where project = :project order by name")
                .bind("project", project.toString())
                .map((rs, ctx) ->
                        new Group(
                                rs.getLong("id"),
                                rs.getString("name"),
                                Mode.valueOf(rs.getString("mode")),
                                Instant.ofEpochMilli(rs.getLong("created_at")),
                                Instant.ofEpochMilli(rs.getLong("updated_at"))))
                .list();
    }

    /** A group by its name. */
    public Optional<Group> find(Handle sql, ProjectName project, String name) {
        return list(sql, project).stream().filter(group -> group.name().equals(name)).findFirst();
    }
}
