package dev.duru.source;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import dev.duru.source.git.History;
import dev.duru.source.git.OwnRefs;
import dev.duru.source.git.Tips;
import dev.duru.source.merge.MergeRequest;
import dev.duru.source.merge.MergeStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;

/**
 * What moved refs mean for merge requests: a source branch that moved gives its request another
 * head, and a target that got the head has merged it, whether by the button or by somebody's push.
 * It is noted in the transaction that notes the ref, so the two agree at every moment.
 */
final class MergeFollower implements RefLedger.Follower {
    private final Database database;
    private final MergeStore store;

    MergeFollower(Database database, MergeStore store) {
        this.database = database;
        this.store = store;
    }

    /** A step in a transaction; gives the fact that it makes true, if any. */
    private interface Step {
        Optional<Fact.OfProject> take(Tx tx);
    }

    @Override
    public RefLedger.Consequence of(
            ProjectName project, Repository repository, RefLedger.Settled settled) {
        List<Step> steps = new ArrayList<>();
        for (MergeRequest request : database.read(sql -> store.open(sql, project))) {
            steps(request, new History(repository), settled, steps);
        }
        return new RefLedger.Consequence() {
            @Override
            public List<Fact.OfProject> in(Tx tx) {
                return steps.stream().flatMap(step -> step.take(tx).stream()).toList();
            }

            @Override
            public void after() {
                if (!steps.isEmpty()) {
                    mirror(repository, database.read(sql -> store.open(sql, project)));
                }
            }
        };
    }

    private void steps(
            MergeRequest request, History history, RefLedger.Settled settled, List<Step> steps) {
        Optional<String> source = settled.move(request.sourceRef()).flatMap(MergeFollower::commit);
        String head = source.orElse(request.head());
        if (!head.equals(request.head())) {
            String by = settled.move(request.sourceRef()).orElseThrow().by();
            String base = base(history, request, head);
            steps.add(tx -> {
                store.moved(tx, request, new MergeRequest.Head(head, by, base));
                return Optional.of(
                        new Fact.MergeRequestUpdated(
                                request.project(), head, request.number(), request.head(), by));
            });
        }
        if (!settled.refs().contains(request.targetRef())) {
            return;
        }
        String target =
                Optional.ofNullable(settled.tips().get(request.targetRef()))
                        .map(Tips.Tip::objectId)
                        .orElse("");
        if (!request.merging().isEmpty() && target.equals(request.merging())) {
            steps.add(tx -> merged(tx, request, head, target, request.endedBy()));
            return;
        }
        if (!request.merging().isEmpty()) {
            steps.add(tx -> {
                store.merging(tx, request, "", "");
                return Optional.empty();
            });
        }
        Optional<RefLedger.Moved> moved = settled.move(request.targetRef());
        if (moved.flatMap(MergeFollower::commit).isPresent() && history.contains(target, head)) {
            steps.add(tx -> merged(tx, request, head, target, moved.get().by()));
        }
    }

    private Optional<Fact.OfProject> merged(
            Tx tx, MergeRequest request, String head, String commit, String by) {
        store.end(tx, request, MergeRequest.State.MERGED, commit, by);
        return Optional.of(
                new Fact.MergeRequestMerged(
                        request.project(), head, request.number(), commit, request.target(), by));
    }

    private static Optional<String> commit(RefLedger.Moved move) {
        return move.now().flatMap(Tips.Tip::commit).map(dev.duru.source.git.Commit::id);
    }

    /** Where a head parted from its target. */
    static String base(History history, MergeRequest request, String head) {
        return base(history, request.targetRef(), head);
    }

    static String base(History history, String targetRef, String head) {
        return history.resolve(targetRef)
                .flatMap(target -> history.mergeBase(target.id(), head))
                .orElse("");
    }

    /** Brings the refs of requests in line with their rows. */
    static void mirror(Repository repository, List<MergeRequest> requests) {
        if (requests.isEmpty()) {
            return;
        }
        Map<String, String> there = OwnRefs.heads(repository);
        for (MergeRequest request : requests) {
            for (String ref :
                    List.of(OwnRefs.head(request.number()), OwnRefs.pullHead(request.number()))) {
                if (!request.head().equals(there.get(ref))) {
                    OwnRefs.set(repository, ref, request.head());
                }
            }
        }
    }

    /** After a start: nothing is being merged any more, and every request has its refs. */
    void mend(ProjectName project, Repository repository) {
        List<MergeRequest> all = database.read(sql -> store.all(sql, project));
        for (MergeRequest request : all) {
            if (request.isOpen() && !request.merging().isEmpty()) {
                database.update(tx -> store.merging(tx, request, "", ""));
            }
        }
        History history = new History(repository);
        mirror(
                repository,
                all.stream()
                        .filter(request -> history.resolve(request.head()).isPresent())
                        .toList());
    }
}
