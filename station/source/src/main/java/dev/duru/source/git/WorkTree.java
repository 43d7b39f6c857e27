package dev.duru.source.git;

import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;

/**
 * Writes a commit out as a real Git work tree that stands by itself: with its own objects, so that
 * a job sees nothing of the server's repository, and with {@code origin} set to the project's URL.
 */
public final class WorkTree {
    private WorkTree() {}

    /**
     * What to write.
     *
     * @param commit the commit to check out, 40 hexadecimal digits
     * @param ref the full ref that it belongs to: a branch is checked out as a local branch of its
     *     name, anything else (and {@code ""}) detached
     * @param depth how many commits of history; 0 for all of it, with all branches and tags
     * @param tags whether to bring all tags though {@code depth} is not 0
     * @param origin the URL for {@code remote.origin}, without credentials
     */
    public record Request(String commit, String ref, int depth, boolean tags, String origin) {}

    /**
     * Checks a commit out into a folder, which is made when missing. Files that lie there already
     * are overwritten where the commit has others, and left alone where it has none.
     *
     * @param repository the folder of the project's bare repository
     * @throws ProblemException NOT_FOUND when there is no such commit; CONFLICT when the folder
     *     holds a Git repository already
     */
    public static void write(Path repository, Request request, Path folder) {
        if (Files.exists(folder.resolve(Constants.DOT_GIT))) {
            throw ProblemException.conflict(
                    folder.getFileName()
                            + " holds a Git repository already; remove it or choose another path");
        }
        try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
            fetch(git, repository, request);
            setOrigin(git.getRepository().getConfig(), request.origin());
            checkOut(git.getRepository(), request);
        } catch (GitAPIException e) {
            throw ProblemException.notFound(
                    "commit " + request.commit() + " could not be fetched: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "commit " + request.commit() + " could not be checked out: " + e.getMessage(),
                    e);
        }
    }

    private static void fetch(Git git, Path repository, Request request) throws GitAPIException {
        List<RefSpec> refs = new ArrayList<>();
        refs.add(new RefSpec("+" + request.commit() + ":" + tracking(request)));
        FetchCommand fetch =
                git.fetch()
                        .setRemote(repository.toUri().toString())
                        .setTagOpt(TagOpt.NO_TAGS)
                        .setCheckFetchedObjects(false);
        if (request.depth() > 0) {
            fetch.setDepth(request.depth());
        } else {
            branch(request)
                    .ifPresentOrElse(
                            branch -> {
                                refs.add(new RefSpec("+refs/heads/*:refs/remotes/origin/*"));
                                refs.add(new RefSpec("^refs/heads/" + branch));
                            },
                            () -> refs.add(new RefSpec("+refs/heads/*:refs/remotes/origin/*")));
        }
        if (request.depth() == 0 || request.tags()) {
            refs.add(new RefSpec("+refs/tags/*:refs/tags/*"));
        }
        fetch.setRefSpecs(refs).call();
    }

    private static void setOrigin(StoredConfig config, String url) throws IOException {
        config.setString("remote", "origin", "url", url);
        config.setString("remote", "origin", "fetch", "+refs/heads/*:refs/remotes/origin/*");
        config.setInt("gc", null, "auto", 0);
        config.save();
    }

    private static void checkOut(Repository work, Request request) throws IOException {
        try (RevWalk walk = new RevWalk(work)) {
            RevCommit commit = walk.parseCommit(ObjectId.fromString(request.commit()));
            Optional<String> branch = branch(request);
            if (branch.isPresent()) {
                String local = Constants.R_HEADS + branch.get();
                update(work, local, commit, false);
                work.updateRef(Constants.HEAD).link(local);
                StoredConfig config = work.getConfig();
                config.setString("branch", branch.get(), "remote", "origin");
                config.setString("branch", branch.get(), "merge", local);
                config.save();
            } else {
                update(work, Constants.HEAD, commit, true);
                if (request.ref().startsWith(Constants.R_TAGS)
                        && work.exactRef(request.ref()) == null) {
                    update(work, request.ref(), commit, false);
                }
                RefUpdate aside = work.updateRef(tracking(request));
                aside.setForceUpdate(true);
                aside.delete();
            }
            DirCacheCheckout checkout =
                    new DirCacheCheckout(work, work.lockDirCache(), commit.getTree());
            checkout.setFailOnConflict(false);
            checkout.checkout();
        }
    }

    private static void update(Repository work, String ref, ObjectId id, boolean detach)
            throws IOException {
        RefUpdate update = work.updateRef(ref, detach);
        update.setNewObjectId(id);
        update.setRefLogMessage("checkout", false);
        update.forceUpdate();
    }

    /** Where the commit is fetched to: for a branch where Git's own clients would keep it. */
    private static String tracking(Request request) {
        return branch(request)
                .map(branch -> Constants.R_REMOTES + "origin/" + branch)
                .orElse("refs/duru/commit");
    }

    private static Optional<String> branch(Request request) {
        return request.ref().startsWith(Constants.R_HEADS)
                ? Optional.of(request.ref().substring(Constants.R_HEADS.length()))
                : Optional.empty();
    }
}
