package dev.duru.pipeline.state;

import dev.duru.kernel.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The attempts of a run. The newest is the run itself and the jobs that nothing has superseded; a
 * job that was kept belongs to several attempts.
 */
public final class AttemptStore {
    /**
     * An attempt that is over.
     *
     * @param by who asked for it
     */
    public record Attempt(
            int number,
            State state,
            String message,
            boolean debug,
            String by,
            Instant queuedAt,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {}

    /**
     * Begins another attempt of a run that has ended; false when it has not, or somebody else was
     * faster.
     *
     * @param again nodes of the jobs that run again; the others keep their results
     */
    public boolean begin(Tx tx, RunRow run, Collection<String> again, boolean debug, String by) {
        tx.sql()
                .execute(
                        """
                        insert into run_attempt (run_id, attempt, state, message, debug,
                            triggered_by, queued_at, started_at, finished_at)
                        select id, attempt, state, message, debug, triggered_by, queued_at,
                            started_at, finished_at
                        from run where id = ?
                        """,
                        run.id());
        int next = run.attempt() + 1;
        boolean begun =
                tx.sql()
                                .createUpdate(
                                        """
                                        update run set state = :state, attempt = :next,
                                            debug = :debug, triggered_by = :by, message = '',
                                            queued_at = :now, started_at = 0, finished_at = 0
                                        where id = :id and state = :from and attempt = :attempt
                                        """)
                                .bind("state", run.state().transition(State.Move.RERUN).name())
                                .bind("next", next)
                                .bind("debug", debug ? 1 : 0)
                                .bind("by", by)
                                .bind("now", tx.now().toEpochMilli())
                                .bind("id", run.id())
                                .bind("from", run.state().name())
                                .bind("attempt", run.attempt())
                                .execute()
                        == 1;
        for (String node : again) {
            tx.sql()
                    .execute(
                            """
                            update job set superseded = ?, node = node || '@' || ?
                            where run_id = ? and node = ? and superseded = 0
                            """,
                            next,
                            next,
                            run.id(),
                            node);
        }
        return begun;
    }

    /** The attempts before the newest one, oldest first. */
    public List<Attempt> earlier(Handle sql, long run) {
        return sql.createQuery(
                        """
                        select attempt, state, message, debug, triggered_by, queued_at, started_at,
                               finished_at
                        from run_attempt where run_id = :run order by attempt
                        """)
                .bind("run", run)
                .map((rs, ctx) ->
                        new Attempt(
                                rs.getInt("attempt"),
                                State.valueOf(rs.getString("state")),
                                rs.getString("message"),
                                rs.getInt("debug") != 0,
                                rs.getString("triggered_by"),
                                Instant.ofEpochMilli(rs.getLong("queued_at")),
                                RunStore.instant(rs.getLong("started_at")),
                                RunStore.instant(rs.getLong("finished_at"))))
                .list();
    }
}
