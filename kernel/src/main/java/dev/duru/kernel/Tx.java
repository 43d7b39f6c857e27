package dev.duru.kernel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A write transaction: state and the facts that it makes true, committed together. Obtained from
 * {@link Database#write}; not to be kept after it returns.
 */
public final class Tx {
    private final Handle handle;
    private final Instant now;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private boolean appended;

    Tx(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** The connection, for the stations' own SQL. */
    public Handle sql() {
        return handle;
    }

    /** The time of this transaction, the same for all of its facts; whole milliseconds. */
    public Instant now() {
        return now;
    }

    /** Appends a fact; consumers are woken after the commit. */
    public void append(Fact fact) {
        String project = fact instanceof Fact.OfProject of ? of.project().toString() : "";
        String commit = fact instanceof Fact.OfChange of ? of.commit() : "";
        handle.createUpdate(
                        """
                        insert into fact (at, kind, project, commit_id, body)
                        values (:at, :kind, :project, :commit, :body)
                        """)
                .bind("at", now.toEpochMilli())
                .bind("kind", FactCodec.kind(fact))
                .bind("project", project)
                .bind("commit", commit)
                .bind("body", FactCodec.encode(fact))
                .execute();
        appended = true;
    }

    /** The next number of a sequence within a scope, from 1; such as runs of a project. */
    public long next(String scope, String kind) {
        return handle.createQuery(
                        """
                        insert into counter (scope, kind, value) values (:scope, :kind, 1)
                        on conflict (scope, kind) do update set value = counter.value + 1
                        returning value
                        """)
                .bind("scope", scope)
                .bind("kind", kind)
                .mapTo(Long.class)
                .one();
    }

    /** Runs something once the transaction is durable; not run when it rolls back. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    boolean appended() {
        return appended;
    }

    List<Runnable> committed() {
        return afterCommit;
    }
}
