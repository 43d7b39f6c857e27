package dev.duru.source.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.merge.ThreeWayMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/**
 * Puts the commits of one branch into another without a work tree. New objects are written as one
 * pack, which is what quarantine hands on.
 */
public final class Merges {
    private final Repository repository;

    /** A repository in quarantine. */
    public Merges(Repository repository) {
        this.repository = repository;
    }

    /** What became of it. */
    public sealed interface Outcome {}

    /** The commit that the branch may move to. */
    public record Done(String commit) implements Outcome {}

    /** Both sides changed the same places; {@code files} in the order of their names. */
    public record Conflicts(List<String> files) implements Outcome {}

    /** Who makes a commit and what its message says. */
    public record Words(String name, String email, Instant at, String message) {
        PersonIdent person() {
            return new PersonIdent(name, email, at, ZoneOffset.UTC);
        }
    }

    /** A commit with both as parents. */
    public Outcome merge(String target, String head, Words words) {
        return joined(target, head, words, CommitBuilder::addParentId);
    }

    /** One commit on top of {@code target} with all that {@code head} changes, by its author. */
    public Outcome squash(String target, String head, Words words) {
        return joined(
                target, head, words, (commit, from) -> commit.setAuthor(from.getAuthorIdent()));
    }

    private Outcome joined(
            String target, String head, Words words, BiConsumer<CommitBuilder, RevCommit> finish) {
        return write((inserter, walk) -> {
            RevCommit into = History.parse(walk, target);
            RevCommit from = History.parse(walk, head);
            ThreeWayMerger merger = merger(inserter);
            if (!merger.merge(into, from)) {
                return conflicts(merger);
            }
            CommitBuilder commit = commit(merger.getResultTreeId(), into, words);
            finish.accept(commit, from);
            return new Done(inserter.insert(commit).name());
        });
    }

    /**
     * Each commit of {@code head} once more on top of {@code target}, by its author and with its
     * message; merges and what {@code target} has already are left out, as {@code git rebase} does.
     * When {@code target} is part of {@code head}, that is {@code head} itself.
     */
    public Outcome rebase(String target, String head, Words words) {
        return write((inserter, walk) -> {
            RevCommit into = History.parse(walk, target);
            RevCommit from = History.parse(walk, head);
            if (walk.isMergedInto(into, from)) {
                return new Done(head);
            }
            ObjectId tip = into.copy();
            ObjectId tree = into.getTree().copy();
            for (RevCommit each : oldestFirst(into, from)) {
                ThreeWayMerger merger = merger(inserter);
                merger.setBase(each.getParentCount() == 0 ? null : each.getParent(0));
                if (!merger.merge(tip, each)) {
                    return conflicts(merger);
                }
                if (merger.getResultTreeId().equals(tree)) {
                    continue;
                }
                CommitBuilder commit = new CommitBuilder();
                commit.setTreeId(merger.getResultTreeId());
                commit.setParentId(tip);
                commit.setAuthor(each.getAuthorIdent());
                commit.setCommitter(words.person());
                commit.setMessage(each.getFullMessage());
                tree = merger.getResultTreeId().copy();
                tip = inserter.insert(commit);
            }
            return new Done(tip.name());
        });
    }

    /**
     * One commit on top of {@code target} that takes back what lies between two commits.
     *
     * @param good the state to come back to; empty for the one before {@code bad}
     */
    public Outcome revert(String target, String bad, String good, Words words) {
        return write((inserter, walk) -> {
            RevCommit into = History.parse(walk, target);
            RevCommit from = History.parse(walk, bad);
            RevCommit to =
                    !good.isEmpty()
                            ? History.parse(walk, good)
                            : from.getParentCount() == 0
                                    ? null
                                    : History.parse(walk, from.getParent(0).name());
            ThreeWayMerger merger = merger(inserter);
            merger.setBase(from);
            ObjectId nothing =
                    to == null ? inserter.insert(new TreeFormatter()) : to.getTree().copy();
            if (!merger.merge(into.getTree(), nothing)) {
                return conflicts(merger);
            }
            if (merger.getResultTreeId().equals(into.getTree())) {
                return new Done(target);
            }
            return new Done(inserter.insert(commit(merger.getResultTreeId(), into, words)).name());
        });
    }

    private List<RevCommit> oldestFirst(RevCommit into, RevCommit from) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(from));
            walk.markUninteresting(walk.parseCommit(into));
            walk.setRevFilter(RevFilter.NO_MERGES);
            walk.sort(RevSort.TOPO);
            List<RevCommit> commits = new ArrayList<>();
            for (RevCommit next = walk.next(); next != null; next = walk.next()) {
                walk.parseBody(next);
                commits.add(next);
            }
            Collections.reverse(commits);
            return commits;
        }
    }

    private static CommitBuilder commit(ObjectId tree, RevCommit parent, Words words) {
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setParentId(parent);
        commit.setAuthor(words.person());
        commit.setCommitter(words.person());
        commit.setMessage(words.message());
        return commit;
    }

    private static ThreeWayMerger merger(ObjectInserter inserter) {
        return (ThreeWayMerger) MergeStrategy.RECURSIVE.newMerger(inserter, new Config());
    }

    private static Outcome conflicts(ThreeWayMerger merger) {
        return new Conflicts(
                merger instanceof ResolveMerger resolver
                        ? resolver.getUnmergedPaths().stream().distinct().sorted().toList()
                        : List.of());
    }

    private interface Work {
        Outcome run(ObjectInserter inserter, RevWalk walk) throws IOException;
    }

    private Outcome write(Work work) {
        ObjectDirectory objects = (ObjectDirectory) repository.getObjectDatabase();
        try (ObjectInserter inserter = objects.newPackInserter();
                RevWalk walk = new RevWalk(repository)) {
            Outcome outcome = work.run(inserter, walk);
            if (outcome instanceof Done) {
                inserter.flush();
            }
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the branches could not be merged: " + e.getMessage(), e);
        }
    }
}
