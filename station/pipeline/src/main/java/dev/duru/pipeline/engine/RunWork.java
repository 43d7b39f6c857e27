package dev.duru.pipeline.engine;

import dev.duru.kernel.Tx;
import dev.duru.pipeline.state.RunRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on one run, piece by piece: a piece has the run for itself, what it changes is committed
 * as one, and what it put off is done after that, without the lock.
 */
final class RunWork {
    private static final Logger LOG = LoggerFactory.getLogger(RunWork.class);

    private final Engine engine;
    private final RunRow run;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> pieces = new ConcurrentLinkedQueue<>();
    private final List<Consumer<Tx>> changes = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();

    RunWork(Engine engine, RunRow run) {
        this.engine = engine;
        this.run = run;
    }

    RunRow run() {
        return run;
    }

    Engine engine() {
        return engine;
    }

    /** Within a piece: something to commit with it. */
    void change(Consumer<Tx> change) {
        changes.add(change);
    }

    /** Within a piece: something to do when it has been committed. */
    void later(Runnable task) {
        afterwards.add(task);
    }

    /**
     * Does a piece; pieces that wait for each other are done one after the other, committed as one.
     */
    void piece(Runnable work) {
        pieces.add(work);
        List<Runnable> later;
        lock.lock();
        try {
            for (Runnable next = pieces.poll(); next != null; next = pieces.poll()) {
                one(next);
            }
            if (!changes.isEmpty()) {
                List<Consumer<Tx>> all = List.copyOf(changes);
                changes.clear();
                engine.database().update(tx -> all.forEach(change -> change.accept(tx)));
            }
            later = List.copyOf(afterwards);
            afterwards.clear();
        } catch (RuntimeException e) {
            stuck(e);
            return;
        } finally {
            lock.unlock();
        }
        later.forEach(Runnable::run);
    }

    private void one(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            stuck(e);
        }
    }

    private void stuck(RuntimeException e) {
        if (!engine.closed()) {
            LOG.error("run {} cannot go on", run.id(), e);
        }
    }

    /** The same on a thread of its own; for callers who hold locks. */
    void pieceSoon(Runnable work) {
        Thread.ofVirtual().start(() -> piece(work));
    }
}
