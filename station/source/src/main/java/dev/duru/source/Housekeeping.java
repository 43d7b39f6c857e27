package dev.duru.source;

import dev.duru.kernel.ProjectName;
import dev.duru.source.git.Repositories;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs a repository anew when pushes have left many small packs in it, in the background, one run
 * a project at a time. Objects that nothing names are kept for two weeks, Git's own grace.
 */
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final Repositories repositories;
    private final int packs;
    private final Set<ProjectName> running = ConcurrentHashMap.newKeySet();

    /**
     * @param packs from how many packs on
     */
    Housekeeping(Repositories repositories, int packs) {
        this.repositories = repositories;
        this.packs = packs;
    }

    /** Looks whether a repository needs it, and starts it if so; returns at once. */
    void consider(ProjectName project) {
        if (repositories.packs(project) >= packs && running.add(project)) {
            Thread.ofVirtual().name("gc-" + project).start(() -> pack(project));
        }
    }

    private void pack(ProjectName project) {
        try (Repository repository = repositories.repository(project);
                Git git = new Git(repository)) {
            git.gc().call();
        } catch (GitAPIException | RuntimeException e) {
            LOG.warn("the repository of {} could not be packed; it works as before", project, e);
        } finally {
            running.remove(project);
        }
    }
}
