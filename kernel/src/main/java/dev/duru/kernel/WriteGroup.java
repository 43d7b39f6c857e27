package dev.duru.kernel;

import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of the database that several writers share, one after the other. A writer that
 * fails is undone alone; the last one commits for all. All but {@link #await} happens under the
 * database's writer lock.
 */
final class WriteGroup {
    /** More would make the first of a group wait long for its last. */
    private static final int MOST = 64;

    private static final String SAVEPOINT = "duru_write";

    private final Handle handle;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;
    private int writers;

    WriteGroup(Handle handle) {
        this.handle = handle;
        try {
            handle.begin();
        } catch (RuntimeException | Error e) {
            handle.close();
            throw e;
        }
    }

    Handle handle() {
        return handle;
    }

    /** Whether the next writer is to be the last one. */
    boolean isFull() {
        return writers >= MOST - 1;
    }

    /** Whether the transaction is gone, so that nobody can join any more. */
    boolean broken() {
        return failure != null;
    }

    /** Does a writer's work, and commits if it is the last one, even if its work throws. */
    <T> T apply(Tx tx, Function<Tx, T> work, boolean last) {
        boolean alone = last && writers == 0;
        writers++;
        if (alone) {
            return alone(tx, work);
        }
        try {
            return within(tx, work);
        } finally {
            if (last && failure == null) {
                commit();
            }
        }
    }

    private <T> T alone(Tx tx, Function<Tx, T> work) {
        try {
            T result = work.apply(tx);
            handle.commit();
            return result;
        } catch (RuntimeException | Error e) {
            handle.rollback();
            throw e;
        } finally {
            end();
        }
    }

    private <T> T within(Tx tx, Function<Tx, T> work) {
        kept(() -> handle.savepoint(SAVEPOINT));
        T result;
        try {
            result = work.apply(tx);
        } catch (RuntimeException | Error e) {
            kept(() -> handle.rollbackToSavepoint(SAVEPOINT));
            throw e;
        }
        kept(() -> handle.release(SAVEPOINT));
        return result;
    }

    /** Some errors, such as a full disk, undo the whole transaction and its savepoints. */
    private void kept(Runnable statement) {
        try {
            statement.run();
        } catch (RuntimeException e) {
            abort(e);
            throw e;
        }
    }

    private void commit() {
        try {
            handle.commit();
            end();
        } catch (RuntimeException | Error e) {
            abort(e);
        }
    }

    private void abort(Throwable cause) {
        failure = cause;
        try {
            handle.rollback();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        } finally {
            end();
        }
    }

    private void end() {
        try {
            handle.close();
        } finally {
            ended.countDown();
        }
    }

    /** Returns when the group is durable; throws when it was not committed. */
    void await() {
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException(
                    "the transaction was not committed: " + cause.getMessage(), cause);
        }
    }
}
