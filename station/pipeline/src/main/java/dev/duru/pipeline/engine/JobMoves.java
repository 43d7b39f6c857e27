package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Downstream;
import dev.duru.kernel.Fact;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves entries of a run: in memory at once, in the database when the piece is committed. */
final class JobMoves {
    private static final Logger LOG = LoggerFactory.getLogger(JobMoves.class);

    private final RunWork work;
    private final Engine engine;
    private final RunRow run;

    JobMoves(RunWork work) {
        this.work = work;
        this.engine = work.engine();
        this.run = work.run();
    }

    void move(Entry entry, State.Move move, String message) {
        State from = entry.state;
        entry.state = from.transition(move);
        work.change(tx -> {
            if (!engine.store().moveJob(tx, entry.jobId, from, move, message)) {
                LOG.warn("job {} was not {} in the database", entry.jobId, from);
            }
        });
        work.later(() -> engine.tell(new Progress.Job(run.id(), entry.jobId)));
    }

    /** Moves an entry into a final state, and gives back what it held. */
    void settle(Entry entry, State.Move move, String message) {
        while (!entry.state.isFinal()) {
            move(entry, move, message);
        }
        Fact.Result result = entry.state.result();
        String path = entry.path();
        String name = entry.name();
        work.change(tx ->
                tx.append(
                        new Fact.JobFinished(
                                run.project(),
                                run.commit(),
                                run.number(),
                                path,
                                name,
                                result,
                                message)));
        release(entry);
    }

    /** Gives back the groups of an entry, and of the calls that are done with it. */
    private void release(Entry ended) {
        for (Entry entry = ended; entry != null; entry = entry.level().caller()) {
            if (!entry.done()) {
                return;
            }
            for (Holds.Claim claim : entry.claims) {
                work.later(claim::release);
            }
            entry.claims.clear();
            forget(entry);
        }
    }

    /** Where an entry is among those that want one group. */
    Locks.Rank rank(Entry entry) {
        return new Locks.Rank(run.id(), entry.jobId);
    }

    /** Nobody need wait any longer for what an entry would have wanted. */
    void forget(Entry entry) {
        Locks.Rank rank = rank(entry);
        for (String key : entry.expected) {
            work.later(() -> engine.locks().forget(key, rank));
        }
        entry.expected.clear();
    }

    /** Stops an entry wherever it is, and all that it calls. */
    void stop(Entry entry, String reason) {
        if (entry.expanded || entry.called != null) {
            entry.leaves().toList().forEach(leaf -> stop(leaf, reason));
            return;
        }
        JobRun task = entry.running;
        switch (entry.state) {
            case WAITING -> settle(entry, State.Move.CANCEL, reason);
            case QUEUED -> {
                QueuedJob queued = entry.task;
                if (queued == null || engine.slots().withdraw(queued)) {
                    entry.running = null;
                    settle(entry, State.Move.CANCEL, reason);
                } else if (task != null) {
                    task.cancel(reason);
                }
            }
            case RUNNING -> {
                move(entry, State.Move.CANCEL, reason);
                if (task != null) {
                    task.cancel(reason);
                }
                stopOther(entry, false);
            }
            case CANCELLING, SUCCESS, FAILED, ERRORED, CANCELLED, SKIPPED -> {}
        }
    }

    /** Stops the run that an entry has started; one that it only watches is let go. */
    void stopOther(Entry entry, boolean force) {
        if (!(entry.node instanceof Downstream node)) {
            return;
        }
        if (node.bond() == Downstream.Bond.WATCH) {
            settle(entry, State.Move.CANCEL, "");
        } else {
            String reason = "run " + run.number() + " of " + run.project() + " was cancelled";
            work.later(() -> engine.cancel(entry.downstream, reason, force));
        }
    }
}
