package dev.duru.git;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/** A repository elsewhere, by its URL: {@code https}, {@code http} or {@code file}. */
public final class Remote {
    private static final String FETCHED = "refs/duru/commit";

    private final URIish url;
    private final Limits limits;

    /**
     * Names it; nothing is asked yet.
     *
     * @throws GitException MISSING when this is no URL of a kind that is spoken
     */
    public Remote(String url, Limits limits) {
        try {
            this.url = new URIish(url);
        } catch (URISyntaxException e) {
            throw new GitException(GitException.Kind.MISSING, "'" + url + "' is no URL", e);
        }
        if (!List.of("https", "http", "file").contains(String.valueOf(this.url.getScheme()))) {
            throw new GitException(
                    GitException.Kind.MISSING,
                    "'" + this.url + "' does not begin with https:, http: or file:");
        }
        this.limits = limits;
        IsolatedSystemReader.install();
    }

    /**
     * What a name stands for.
     *
     * @param ref the full ref
     * @param commit its commit, also where the ref is an annotated tag
     */
    public record Found(String ref, String commit) {}

    /**
     * Looks a tag or a branch up; a tag goes before a branch of the same name, as in Git itself.
     *
     * @param name short, or a full ref such as {@code refs/heads/main}
     * @return empty when the server has neither
     */
    public Optional<Found> find(String name) {
        if (!Repository.isValidRefName(Constants.R_HEADS + name)) {
            return Optional.empty();
        }
        try (Transport transport = Transport.open(url)) {
            transport.setTimeout((int) limits.silence().toSeconds());
            try (FetchConnection connection =
                    transport.openFetch(
                            List.of(
                                    new RefSpec("refs/heads/*:refs/heads/*"),
                                    new RefSpec("refs/tags/*:refs/tags/*")))) {
                return find(name, connection.getRefs());
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static Optional<Found> find(String name, Collection<Ref> refs) {
        for (String full :
                List.of(name, "refs/" + name, Constants.R_TAGS + name, Constants.R_HEADS + name)) {
            for (Ref ref : refs) {
                ObjectId peeled = ref.getPeeledObjectId();
                ObjectId id = peeled == null ? ref.getObjectId() : peeled;
                if (id != null && ref.getName().equals(full)) {
                    return Optional.of(new Found(full, id.name()));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Fetches a commit with its files and without its history into a new bare repository.
     *
     * @param ref the full ref that was seen to name it, or {@code ""}; some servers give out no
     *     commit that no ref names
     * @param folder to make
     * @param stop asked now and then
     * @throws GitException of any kind; the folder then holds garbage
     */
    public void fetch(String commit, String ref, Path folder, BooleanSupplier stop) {
        long end = System.nanoTime() + limits.time().toNanos();
        BooleanSupplier over = () -> stop.getAsBoolean() || System.nanoTime() - end > 0;
        try (Repository repository = new BoundedRepository(folder.toFile(), limits, over)) {
            repository.create(true);
            ObjectId wanted = ObjectId.fromString(commit);
            boolean there = !ref.isEmpty() && attempt(repository, ref, 1, wanted, over);
            there = there || attempt(repository, commit, 1, wanted, over);
            there = there || attempt(repository, "refs/*", 0, wanted, over);
            if (!there && over.getAsBoolean()) {
                throw new TransportException("it took longer than " + limits.time());
            }
            if (!there) {
                throw new GitException(
                        GitException.Kind.MISSING, url + " gives out no commit " + commit);
            }
        } catch (IOException e) {
            if (stop.getAsBoolean()) {
                throw new GitException(GitException.Kind.STOPPED, "the fetch was stopped", e);
            }
            throw failed(e);
        }
    }

    /** Whether the commit is there now; false also when the server does not give this out. */
    private boolean attempt(
            Repository repository, String what, int depth, ObjectId wanted, BooleanSupplier over)
            throws IOException {
        try (Transport transport = Transport.open(repository, url)) {
            transport.setTimeout((int) limits.silence().toSeconds());
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.setCheckFetchedObjects(false);
            if (depth > 0) {
                transport.setDepth(depth);
            }
            String target = what.endsWith("*") ? "refs/duru/all/*" : FETCHED;
            transport.fetch(new Watch(over), List.of(new RefSpec("+" + what + ":" + target)));
        } catch (NoRemoteRepositoryException | NotSupportedException e) {
            throw e;
        } catch (TransportException e) {
            // A folder answers by an exception of its own; the next question shows what is true.
            boolean local = "file".equals(url.getScheme());
            if (over.getAsBoolean() || !(local || refusedWant(e))) {
                throw e;
            }
            return false;
        }
        return repository.getObjectDatabase().has(wanted);
    }

    private static boolean refusedWant(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("not valid")
                    || message.contains("not our ref")
                    || message.contains("not advertised")
                    || message.contains("Remote does not have")
                    || message.contains("not available for fetch")
                    || message.contains("not found")) {
                return true;
            }
        }
        return false;
    }

    private GitException failed(IOException e) {
        StringBuilder reasons = new StringBuilder();
        GitException.Kind kind = GitException.Kind.UNREACHABLE;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (!reasons.toString().contains(message)) {
                reasons.append(reasons.isEmpty() ? "" : ": ").append(message);
            }
            if (cause instanceof NoRemoteRepositoryException
                    || message.contains("not authorized")
                    || message.contains("Authentication is required")) {
                kind = GitException.Kind.MISSING;
            }
            if (cause instanceof TooLargePackException
                    || cause instanceof TooLargeObjectInPackException) {
                return new GitException(
                        GitException.Kind.REFUSED,
                        url + " sends more than " + (limits.packBytes() >> 20) + " MiB",
                        e);
            }
        }
        return new GitException(kind, reasons.toString(), e);
    }

    private static final class Watch extends EmptyProgressMonitor {
        private final BooleanSupplier over;

        Watch(BooleanSupplier over) {
            this.over = over;
        }

        @Override
        public boolean isCancelled() {
            return over.getAsBoolean();
        }
    }
}
