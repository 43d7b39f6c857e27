package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of what people and gates said: approvals, readings, quarantine. */
final class DecisionStore {
    private final Handle sql;

    DecisionStore(Handle sql) {
        this.sql = sql;
    }

    /** Somebody's word for a release. */
    record Approval(String person, String comment, Instant at) {}

    /** What a gate said at a step. */
    record StepReading(int step, String gate, String verdict, String reading, Instant at) {}

    void approve(Release release, String person, String comment, Instant at) {
        sql.createUpdate(
                        """
                        insert into delivery_approval (project, release_number, person, comment, at)
                        values (:project, :number, :person, :comment, :at)
                        """)
                .bind("project", release.project().toString())
                .bind("number", release.number())
                .bind("person", person)
                .bind("comment", comment)
                .bind("at", at.toEpochMilli())
                .execute();
    }

    List<Approval> approvals(Release release) {
        return sql.createQuery(
                        """
                        select person, comment, at from delivery_approval
                        where project = :project and release_number = :number order by at
                        """)
                .bind("project", release.project().toString())
                .bind("number", release.number())
                .map((rs, ctx) ->
                        new Approval(
                                rs.getString("person"),
                                rs.getString("comment"),
                                Instant.ofEpochMilli(rs.getLong("at"))))
                .list();
    }

    void keep(Release release, int step, Judged judged, Instant at) {
        sql.createUpdate(
                        """
                        insert into delivery_reading (project, release_number, step, gate, verdict, reading, at)
                        values (:project, :number, :step, :gate, :verdict, :reading, :at)
                        on conflict (project, release_number, step, gate)
                          do update set verdict = :verdict, reading = :reading, at = :at
                        """)
                .bind("project", release.project().toString())
                .bind("number", release.number())
                .bind("step", step)
                .bind("gate", judged.gate())
                .bind("verdict", word(judged.verdict()))
                .bind("reading", judged.verdict().reading())
                .bind("at", at.toEpochMilli())
                .execute();
    }

    List<StepReading> readings(Release release) {
        return sql.createQuery(
                        """
                        select step, gate, verdict, reading, at from delivery_reading
                        where project = :project and release_number = :number order by step, gate
                        """)
                .bind("project", release.project().toString())
                .bind("number", release.number())
                .map((rs, ctx) ->
                        new StepReading(
                                rs.getInt("step"),
                                rs.getString("gate"),
                                rs.getString("verdict"),
                                rs.getString("reading"),
                                Instant.ofEpochMilli(rs.getLong("at"))))
                .list();
    }

    static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Good _ -> "good";
            case Verdict.Bad _ -> "bad";
            case Verdict.Scarce _ -> "scarce";
            case Verdict.Doubtful _ -> "doubtful";
            case Verdict.Pending _ -> "pending";
        };
    }

    /** Puts a digest into quarantine, also again after it was lifted. */
    void quarantine(Release release, String reason, Instant at) {
        sql.createUpdate(
                        """
                        insert into delivery_quarantine (project, digest, environment, commit_id, reason, at)
                        values (:project, :digest, :environment, :commit, :reason, :at)
                        on conflict (project, digest) do update set environment = :environment,
                          reason = :reason, at = :at, lifted_by = null, lifted_reason = null,
                          lifted_at = null
                        """)
                .bind("project", release.project().toString())
                .bind("digest", release.digest())
                .bind("environment", release.environment().name())
                .bind("commit", release.commit())
                .bind("reason", reason)
                .bind("at", at.toEpochMilli())
                .execute();
    }

    void lift(ProjectName project, String digest, String by, String reason, Instant at) {
        sql.createUpdate(
                        """
                        update delivery_quarantine set lifted_by = :by, lifted_reason = :reason, lifted_at = :at
                        where project = :project and digest = :digest
                        """)
                .bind("project", project.toString())
                .bind("digest", digest)
                .bind("by", by)
                .bind("reason", reason)
                .bind("at", at.toEpochMilli())
                .execute();
    }

    /** The quarantine of a digest that is in force. */
    Optional<Quarantine> quarantined(ProjectName project, String digest) {
        return quarantines(project).stream()
                .filter(q -> q.digest().equals(digest) && q.liftedAt() == null)
                .findFirst();
    }

    /** All quarantines of a project, lifted ones too, newest first. */
    List<Quarantine> quarantines(ProjectName project) {
        return sql.createQuery(
                        """
                        select digest, environment, commit_id, reason, at, lifted_by, lifted_reason, lifted_at
                        from delivery_quarantine where project = :project order by at desc
                        """)
                .bind("project", project.toString())
                .map((rs, ctx) -> {
                    long lifted = rs.getLong("lifted_at");
                    @Nullable Instant liftedAt = rs.wasNull() ? null : Instant.ofEpochMilli(lifted);
                    String by = rs.getString("lifted_by");
                    String reason = rs.getString("lifted_reason");
                    return new Quarantine(
                            rs.getString("digest"),
                            rs.getString("environment"),
                            rs.getString("commit_id"),
                            rs.getString("reason"),
                            Instant.ofEpochMilli(rs.getLong("at")),
                            by == null ? "" : by,
                            reason == null ? "" : reason,
                            liftedAt);
                })
                .list();
    }
}
