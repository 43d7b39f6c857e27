package dev.duru.source.git;

import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.jspecify.annotations.Nullable;

/** The commits of a repository and the refs that name them. */
public final class History {
    private final Repository repository;

    public History(Repository repository) {
        this.repository = repository;
    }

    /** What HEAD names, without {@code refs/heads/}; the branch need not exist yet. */
    public String defaultBranch() {
        try {
            Ref head = repository.exactRef(Constants.HEAD);
            if (head == null || !head.isSymbolic()) {
                return "main";
            }
            return Repository.shortenRefName(head.getTarget().getName());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The commit that a text names: a branch, a tag, a full ref name, {@code HEAD}, or an object id
     * of at least four digits. Branches come before tags of the same name.
     */
    public Optional<Commit> resolve(String text) {
        try (RevWalk walk = new RevWalk(repository)) {
            ObjectId id = objectId(text);
            return id == null ? Optional.empty() : commit(walk, id);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private @Nullable ObjectId objectId(String text) throws IOException {
        if (text.isEmpty() || text.length() > 300) {
            return null;
        }
        if (ObjectId.isId(text)) {
            return ObjectId.fromString(text);
        }
        List<String> names =
                text.startsWith(Constants.R_REFS) || text.equals(Constants.HEAD)
                        ? List.of(text)
                        : List.of(Constants.R_HEADS + text, Constants.R_TAGS + text);
        for (String name : names) {
            if (name.equals(Constants.HEAD) || Repository.isValidRefName(name)) {
                Ref ref = repository.exactRef(name);
                if (ref != null && ref.getObjectId() != null) {
                    return ref.getObjectId();
                }
            }
        }
        return text.matches("[0-9a-f]{4,40}") ? repository.resolve(text + "^{commit}") : null;
    }

    /** The commit behind an object: itself, or what a tag points at; empty for trees and files. */
    static Optional<Commit> commit(RevWalk walk, AnyObjectId id) throws IOException {
        try {
            RevObject object = walk.peel(walk.parseAny(id));
            if (object instanceof RevCommit commit) {
                walk.parseBody(commit);
                return Optional.of(Commit.of(commit));
            }
            return Optional.empty();
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return Optional.empty();
        }
    }

    /** The commits from one on, newest first. {@code path} limits them to what changed it. */
    public List<Commit> log(String commit, String path, int skip, int limit) {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(parse(walk, commit));
            if (!path.isEmpty()) {
                walk.setTreeFilter(
                        org.eclipse.jgit.treewalk.filter.AndTreeFilter.create(
                                org.eclipse.jgit.treewalk.filter.PathFilter.create(path),
                                org.eclipse.jgit.treewalk.filter.TreeFilter.ANY_DIFF));
            }
            List<Commit> commits = new ArrayList<>();
            int seen = 0;
            for (RevCommit next = walk.next();
                    next != null && commits.size() < limit;
                    next = walk.next()) {
                if (seen++ >= skip) {
                    commits.add(Commit.of(next));
                }
            }
            return commits;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The commits that are in {@code bad} and not in {@code good}, children before parents, at most
     * {@code limit}. When {@code good} is empty or gone, those from {@code bad} on.
     */
    public List<Commit> between(String good, String bad, int limit) {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(parse(walk, bad));
            walk.sort(RevSort.TOPO_KEEP_BRANCH_TOGETHER);
            if (ObjectId.isId(good) && commit(walk, ObjectId.fromString(good)).isPresent()) {
                walk.markUninteresting(parse(walk, good));
            }
            List<Commit> commits = new ArrayList<>();
            for (RevCommit next = walk.next();
                    next != null && commits.size() < limit;
                    next = walk.next()) {
                walk.parseBody(next);
                commits.add(Commit.of(next));
            }
            return commits;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The newest commit that two have in common. */
    public Optional<String> mergeBase(String one, String other) {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(parse(walk, one));
            walk.markStart(parse(walk, other));
            RevCommit base = walk.next();
            return base == null ? Optional.empty() : Optional.of(base.name());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Whether {@code part} is {@code whole} or one of its ancestors; false when either is gone. */
    public boolean contains(String whole, String part) {
        try (RevWalk walk = new RevWalk(repository)) {
            return commit(walk, ObjectId.fromString(part)).isPresent()
                    && commit(walk, ObjectId.fromString(whole)).isPresent()
                    && walk.isMergedInto(parse(walk, part), parse(walk, whole));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The branches, the most recently committed first. */
    public List<Branch> branches() {
        return named(Constants.R_HEADS);
    }

    /** The tags that name commits, the most recently committed first. */
    public List<Branch> tags() {
        return named(Constants.R_TAGS);
    }

    private List<Branch> named(String prefix) {
        try (RevWalk walk = new RevWalk(repository)) {
            List<Branch> found = new ArrayList<>();
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix(prefix)) {
                if (ref.getObjectId() != null) {
                    commit(walk, ref.getObjectId())
                            .ifPresent(commit ->
                                    found.add(
                                            new Branch(
                                                    ref.getName().substring(prefix.length()),
                                                    ref.getName(),
                                                    commit)));
                }
            }
            found.sort(
                    Comparator.comparing((Branch branch) -> branch.commit().committedAt())
                            .reversed());
            return found;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Whether there is no branch and no tag yet. */
    public boolean empty() {
        try {
            return repository.getRefDatabase().getRefsByPrefix(Constants.R_REFS).isEmpty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static RevCommit parse(RevWalk walk, String commit) throws IOException {
        try {
            return walk.parseCommit(ObjectId.fromString(commit));
        } catch (MissingObjectException
                | IncorrectObjectTypeException
                | IllegalArgumentException e) {
            throw ProblemException.notFound("there is no commit " + commit);
        }
    }

    static UncheckedIOException unreadable(IOException e) {
        return new UncheckedIOException("the repository could not be read: " + e.getMessage(), e);
    }
}
