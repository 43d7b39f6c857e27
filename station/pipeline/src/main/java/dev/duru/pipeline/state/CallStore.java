package dev.duru.pipeline.state;

import dev.duru.kernel.Tx;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The workflows that a run's jobs call, as they were found: refs move, runs do not. */
public final class CallStore {
    /**
     * A called workflow.
     *
     * @param repository whose file it is
     * @param commit at which it was read
     * @param ref by which it was called, or {@code ""}
     */
    public record Call(String repository, String commit, String ref, String file, String text) {}

    /** Keeps what a node calls; a later attempt of the run may find another version. */
    public void keep(Tx tx, long run, String node, Call call) {
        tx.sql()
                .execute(
                        """
                        insert into called_workflow (run_id, node, repository, commit_id, ref, file,
                            source)
                        values (?, ?, ?, ?, ?, ?, ?)
                        on conflict (run_id, node) do update set repository = excluded.repository,
                            commit_id = excluded.commit_id, ref = excluded.ref, file = excluded.file,
                            source = excluded.source
                        """,
                        run,
                        node,
                        call.repository(),
                        call.commit(),
                        call.ref(),
                        call.file(),
                        call.text());
    }

    /** The paths of the jobs of a run that call workflows. */
    public List<String> paths(Handle sql, long run) {
        return sql.createQuery("select node from called_workflow where run_id = :run")
                .bind("run", run)
                .mapTo(String.class)
                .list();
    }

    public Optional<Call> find(Handle sql, long run, String node) {
        return sql.createQuery(
                        """
                        select repository, commit_id, ref, file, source from called_workflow
                        where run_id = :run and node = :node
                        """)
                .bind("run", run)
                .bind("node", node)
                .map((rs, ctx) ->
                        new Call(
                                rs.getString("repository"),
                                rs.getString("commit_id"),
                                rs.getString("ref"),
                                rs.getString("file"),
                                rs.getString("source")))
                .findOne();
    }
}
