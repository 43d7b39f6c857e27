package dev.duru.infrastructure;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of drift. */
final class DriftStore {
    private final Handle sql;

    DriftStore(Handle sql) {
        this.sql = sql;
    }

    /** The last drift of each kind and environment, settled ones too. */
    List<Drift> of(ProjectName project) {
        return sql.createQuery(
                        """
                        select environment, kind, what, person, found_at, settled, settled_at
                        from infra_drift where project = :project order by environment, kind
                        """)
                .bind("project", project.toString())
                .map((rs, ctx) -> {
                    long at = rs.getLong("settled_at");
                    @Nullable Instant settledAt = rs.wasNull() ? null : Instant.ofEpochMilli(at);
                    return new Drift(
                            rs.getString("environment"),
                            Drift.Kind.valueOf(rs.getString("kind")),
                            rs.getString("what"),
                            rs.getString("person"),
                            Instant.ofEpochMilli(rs.getLong("found_at")),
                            rs.getString("settled"),
                            settledAt);
                })
                .list();
    }

    void found(ProjectName project, Drift drift) {
        sql.createUpdate(
                        """
                        insert into infra_drift (project, environment, kind, what, person, found_at)
                        values (:project, :environment, :kind, :what, :person, :at)
                        on conflict (project, environment, kind) do update set what = :what,
                          person = :person, found_at = :at, settled = '', settled_at = null
                        """)
                .bind("project", project.toString())
                .bind("environment", drift.environment())
                .bind("kind", drift.kind().name())
                .bind("what", drift.what())
                .bind("person", drift.by())
                .bind("at", drift.foundAt().toEpochMilli())
                .execute();
    }

    void settled(ProjectName project, Drift drift, String how, Instant at) {
        sql.createUpdate(
                        """
                        update infra_drift set settled = :how, settled_at = :at
                        where project = :project and environment = :environment and kind = :kind
                        """)
                .bind("how", how)
                .bind("at", at.toEpochMilli())
                .bind("project", project.toString())
                .bind("environment", drift.environment())
                .bind("kind", drift.kind().name())
                .execute();
    }
}
