package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What runs, and programs by the API, say of commits: one line a context. */
public final class StatusStore {
    /** How a commit does in a context. */
    public enum State {
        PENDING,
        SUCCESS,
        FAILURE,
        ERROR
    }

    /**
     * A status of a commit.
     *
     * @param id counts in this Duru
     * @param context who says it, such as {@code ci / push}; the newest of each counts
     * @param targetUrl where people find more, or {@code ""}
     */
    public record Status(
            long id,
            ProjectName project,
            String commit,
            String context,
            State state,
            String description,
            String targetUrl,
            String creator,
            Instant createdAt) {}

    /** Says something of a commit; what the context said before stays in its history. */
    public Status add(Tx tx, Status status) {
        long id =
                tx.sql()
                        .createQuery(
                                """
                                insert into commit_status (project, commit_id, context, state,
                                    description, target_url, creator, created_at, updated_at)
                                values (:project, :commit, :context, :state, :description, :url,
                                    :creator, :now, :now)
                                returning id
                                """)
                        .bind("project", status.project().toString())
                        .bind("commit", status.commit())
                        .bind("context", status.context())
                        .bind("state", status.state().name())
                        .bind("description", status.description())
                        .bind("url", status.targetUrl())
                        .bind("creator", status.creator())
                        .bind("now", tx.now().toEpochMilli())
                        .mapTo(Long.class)
                        .one();
        return new Status(
                id,
                status.project(),
                status.commit(),
                status.context(),
                status.state(),
                status.description(),
                status.targetUrl(),
                status.creator(),
                tx.now());
    }

    /** The newest status of each context of a commit, by context. */
    public List<Status> newest(Handle sql, ProjectName project, String commit) {
        return query(
                sql,
                project,
                commit,
                """
                 and id in (select max(id) from commit_status
                    where project = :project and commit_id = :commit group by context)
                order by context
                """);
    }

    /** All that was ever said of a commit, newest first, at most a hundred. */
    public List<Status> all(Handle sql, ProjectName project, String commit) {
        return query(sql, project, commit, " order by id desc limit 100");
    }

    private static List<Status> query(Handle sql, ProjectName project, String commit, String rest) {
        return sql.createQuery(
                        """
                        select id, context, state, description, target_url, creator, created_at
                        from commit_status where project = :project and commit_id = :commit
                        """
                                + rest)
                .bind("project", project.toString())
                .bind("commit", commit)
                .map((rs, ctx) ->
                        new Status(
                                rs.getLong("id"),
                                project,
                                commit,
                                rs.getString("context"),
                                State.valueOf(rs.getString("state")),
                                rs.getString("description"),
                                rs.getString("target_url"),
                                rs.getString("creator"),
                                Instant.ofEpochMilli(rs.getLong("created_at"))))
                .list();
    }
}
