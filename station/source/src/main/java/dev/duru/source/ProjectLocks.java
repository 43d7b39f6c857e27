package dev.duru.source;

import dev.duru.kernel.ProjectName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock a project, held while its refs move and the ledger learns of it, so that facts come in
 * the order in which the refs moved. Never held while a client is waited for, but for the push that
 * makes a project.
 */
final class ProjectLocks {
    private final Map<ProjectName, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** Waits for the lock and takes it; close what it returns to give it back. */
    Held hold(ProjectName project) {
        ReentrantLock lock = locks.computeIfAbsent(project, name -> new ReentrantLock());
        lock.lock();
        return lock::unlock;
    }

    /** A lock that is held. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
