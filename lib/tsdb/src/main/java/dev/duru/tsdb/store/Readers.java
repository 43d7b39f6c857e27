package dev.duru.tsdb.store;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Who is reading, so that nothing is forgotten under the eyes of those who began before. */
final class Readers {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private Group current = new Group();

    /** Those who began between two changes. */
    static final class Group {
        private int size;
    }

    Group enter() {
        lock.lock();
        try {
            current.size++;
            return current;
        } finally {
            lock.unlock();
        }
    }

    void leave(Group group) {
        lock.lock();
        try {
            group.size--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all have left who began before the call. */
    void awaitOlder() {
        lock.lock();
        try {
            Group older = current;
            current = new Group();
            while (older.size > 0) {
                left.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
