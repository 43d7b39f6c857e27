package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of environments of branches and merge requests; those that ended stay known. */
final class ReviewStore {
    private static final String REVIEW =
            """
            select project, name, template, branch, request, deployed_at, stops_at
            from delivery_review
            """;

    private final Handle sql;

    ReviewStore(Handle sql) {
        this.sql = sql;
    }

    /** Notes one; it is there from now on. */
    void keep(Review review) {
        Instant stopsAt = review.stopsAt();
        sql.createUpdate(
                        """
                        insert into delivery_review (project, name, template, branch, request,
                          deployed_at, stops_at)
                        values (:project, :name, :template, :branch, :request, :deployed, :stops)
                        on conflict (project, name) do update set template = :template,
                          branch = :branch, request = :request, deployed_at = :deployed,
                          stops_at = :stops, ended_at = null
                        """)
                .bind("project", review.environment().project().toString())
                .bind("name", review.environment().name())
                .bind("template", review.template())
                .bind("branch", review.branch())
                .bind("request", review.request())
                .bind("deployed", review.deployedAt().toEpochMilli())
                .bind("stops", stopsAt == null ? null : stopsAt.toEpochMilli())
                .execute();
    }

    void end(EnvironmentKey key, Instant at) {
        sql.createUpdate(
                        """
                        update delivery_review set ended_at = :at
                        where project = :project and name = :name and ended_at is null
                        """)
                .bind("at", at.toEpochMilli())
                .bind("project", key.project().toString())
                .bind("name", key.name())
                .execute();
    }

    /** One that has not ended. */
    Optional<Review> of(EnvironmentKey key) {
        return of(key.project()).stream()
                .filter(review -> review.environment().equals(key))
                .findFirst();
    }

    /** Those of a project that have not ended, the one that was deployed to last first. */
    List<Review> of(ProjectName project) {
        return sql.createQuery(
                        REVIEW
                                + """
                                where project = :project and ended_at is null
                                order by deployed_at desc, name
                                """)
                .bind("project", project.toString())
                .map((rs, ctx) -> review(rs))
                .list();
    }

    /** All that end by themselves, the next one first. */
    List<Review> timed() {
        return sql.createQuery(
                        REVIEW
                                + """
                                where ended_at is null and stops_at is not null
                                order by stops_at, project, name
                                """)
                .map((rs, ctx) -> review(rs))
                .list();
    }

    /** Whether an environment is, or was, one of a branch or merge request. */
    boolean knows(EnvironmentKey key) {
        return sql.createQuery(
                                """
                                select count(*) from delivery_review
                                where project = :project and name = :name
                                """)
                        .bind("project", key.project().toString())
                        .bind("name", key.name())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    private static Review review(ResultSet rs) throws SQLException {
        return new Review(
                new EnvironmentKey(
                        ProjectName.parse(rs.getString("project")), rs.getString("name")),
                rs.getString("template"),
                rs.getString("branch"),
                rs.getLong("request"),
                Instant.ofEpochMilli(rs.getLong("deployed_at")),
                stopsAt(rs));
    }

    private static @Nullable Instant stopsAt(ResultSet rs) throws SQLException {
        long millis = rs.getLong("stops_at");
        return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
