package dev.duru.source.git;

import dev.duru.kernel.ProjectName;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.Repository;

/**
 * The repositories that were used last, kept open: the indexes of their packs stay in memory, and a
 * question about a file costs no parsing of them. JGit counts who uses a repository; it is closed
 * when it has left this cache and its last user has closed it.
 */
final class OpenRepositories implements AutoCloseable {
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ProjectName, Repository> open = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param most how many are kept
     */
    OpenRepositories(int most) {
        this.most = most;
    }

    /** The repository, opened if need be; the caller closes it. */
    Repository use(ProjectName project, Supplier<Repository> opener) {
        lock.lock();
        try {
            Repository repository = open.computeIfAbsent(project, name -> opener.get());
            repository.incrementOpen();
            Iterator<Repository> oldest = open.values().iterator();
            while (open.size() > most) {
                oldest.next().close();
                oldest.remove();
            }
            return repository;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a repository that is about to go or to be replaced. */
    void forget(ProjectName project) {
        lock.lock();
        try {
            Repository repository = open.remove(project);
            if (repository != null) {
                repository.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            open.values().forEach(Repository::close);
            open.clear();
        } finally {
            lock.unlock();
        }
    }
}
