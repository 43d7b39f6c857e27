package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Approval;
import dev.duru.dialects.plan.Barrier;
import dev.duru.dialects.plan.Concurrency;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.state.ResourceGroupStore;
import dev.duru.pipeline.state.State;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What keeps an entry waiting that is ready otherwise: concurrency groups, and people who must
 * agree first. Both ask, set {@link Entry#held}, and let the run go on when the answer is there.
 */
final class Holds {
    private final RunWork work;
    private final JobMoves moves;
    private final Engine engine;
    private final Runnable goOn;
    private final ResourceGroupStore groups = new ResourceGroupStore();

    /**
     * @param goOn lets the run go on, within a piece of work
     */
    Holds(RunWork work, JobMoves moves, Runnable goOn) {
        this.work = work;
        this.engine = work.engine();
        this.moves = moves;
        this.goOn = goOn;
    }

    /**
     * Whether the entry has all the groups; if not, it is held until it has the next one.
     *
     * @throws ExpressionException when a key cannot be worked out, or can never be had
     */
    boolean locked(Entry entry, List<Concurrency> wanted, Contexts contexts) {
        if (entry.claims.size() >= wanted.size()) {
            return true;
        }
        Concurrency next = wanted.get(entry.claims.size());
        String group = Expressions.text(next.key(), contexts);
        String key = key(group);
        if (above(entry).contains(Locks.fold(key))) {
            throw new ExpressionException(
                    "concurrency: the group '"
                            + group
                            + "' is held by the run or the job that this one is part of, so it"
                            + " would wait for itself; give it another name",
                    next.src());
        }
        boolean cancel = Expressions.truthy(next.cancelRunning(), contexts);
        Claim claim = new Claim(entry, key);
        entry.claims.add(claim);
        entry.held = true;
        Locks.Wish wish = new Locks.Wish(key, cancel, next.keepAll(), moves.rank(entry));
        if (group.startsWith(Concurrency.RESOURCE_GROUP)) {
            String name = group.substring(Concurrency.RESOURCE_GROUP.length());
            work.change(tx -> groups.seen(tx, work.run().project(), name));
        }
        work.later(() -> engine.locks().claim(wish, claim));
        return false;
    }

    /**
     * Says which groups entries will want that are not ready yet, so that others can wait for them
     * where the order of runs counts. Nobody waits for what people may start.
     */
    void expect(Collection<Entry> entries) {
        for (Entry entry : entries) {
            boolean asks =
                    entry.graph.predecessors(entry).stream()
                            .anyMatch(before -> before.node instanceof Approval);
            if (entry.state != State.WAITING || asks) {
                continue;
            }
            for (Concurrency group : locks(entry.node)) {
                if (group.keepAll() && group.key() instanceof Expr.Lit literal) {
                    String key = key(Expressions.text(literal.value()));
                    entry.expected.add(key);
                    Locks.Rank rank = moves.rank(entry);
                    work.later(() -> engine.locks().expect(key, rank));
                }
            }
        }
    }

    private static List<Concurrency> locks(Node node) {
        return switch (node) {
            case Job job -> job.locks();
            case Downstream other -> other.locks();
            case SubPlan call -> call.locks();
            case Approval _, Barrier _, Deferred _ -> List.of();
        };
    }

    /** Whether the entry has still to wait for its time; then it is held until it has come. */
    boolean delayed(Entry entry, Duration delay) {
        if (delay.isZero() || entry.delayed) {
            return false;
        }
        entry.delayed = true;
        entry.held = true;
        work.later(() ->
                Thread.ofVirtual()
                        .name("job-delay")
                        .start(() -> {
                            if (!engine.closesWithin(delay)) {
                                work.piece(() -> {
                                    entry.held = false;
                                    goOn.run();
                                });
                            }
                        }));
        return true;
    }

    /** A group's key in this Duru: groups of projects have nothing to do with each other. */
    private String key(String group) {
        return key(work.run().project(), group);
    }

    static String key(ProjectName project, String group) {
        return project + "\n" + group;
    }

    /** The groups of those that the entry is part of. */
    private Set<String> above(Entry entry) {
        Set<String> keys = new HashSet<>();
        for (Entry at = entry; at != null; at = at.level().caller()) {
            at.claims.forEach(claim -> keys.add(Locks.fold(claim.key)));
            if (at.level().caller() == null) {
                keys.add(Locks.fold(runKey(at.level())));
            }
        }
        return keys;
    }

    /** The key of the group that the whole run holds, or {@code ""}. */
    String runKey(Level top) {
        List<Concurrency> locks = top.material().plan().locks();
        return locks.isEmpty()
                ? ""
                : key(
                        Expressions.text(
                                locks.getFirst().key(),
                                top.contexts(dev.duru.dialects.value.Obj.empty())));
    }

    /**
     * Whether nobody, or everybody who must, has agreed that the entry goes on; if not, it is held
     * until somebody decides.
     */
    boolean agreed(Entry entry, String environment) {
        if (entry.agreed) {
            return true;
        }
        entry.held = true;
        ask(entry, environment);
        return false;
    }

    /** Asks, or asks again because somebody has said something. */
    void ask(Entry entry, String environment) {
        String name = entry.name();
        work.later(() -> {
            Gatekeeper.Word word =
                    engine.gatekeeper()
                            .ask(
                                    new Gatekeeper.Question(
                                            work.run(),
                                            entry.jobId,
                                            entry.path(),
                                            name,
                                            environment,
                                            entry.node instanceof Approval asks
                                                    ? Optional.of(asks)
                                                    : Optional.empty()));
            work.piece(() -> heard(entry, word));
        });
    }

    private void heard(Entry entry, Gatekeeper.Word word) {
        if (entry.state != State.WAITING || entry.agreed) {
            return;
        }
        switch (word) {
            case Gatekeeper.Word.Open _ -> {
                entry.agreed = true;
                entry.held = false;
            }
            case Gatekeeper.Word.Waits _ -> {
                entry.asked = true;
                work.later(() -> engine.tell(new Progress.Job(work.run().id(), entry.jobId)));
            }
            case Gatekeeper.Word.Rejected(String why) -> {
                // Nobody misses what the file itself calls optional.
                boolean optional = entry.node instanceof Approval asks && !asks.blocking();
                moves.settle(entry, optional ? State.Move.SKIP : State.Move.FAIL, why);
            }
        }
        goOn.run();
    }

    /** An entry's place in a concurrency group. */
    final class Claim implements Locks.Claimant {
        private final Entry entry;
        private final String key;

        Claim(Entry entry, String key) {
            this.entry = entry;
            this.key = key;
        }

        @Override
        public void granted() {
            work.pieceSoon(() -> {
                if (entry.done()) {
                    release();
                    return;
                }
                entry.held = false;
                goOn.run();
            });
        }

        @Override
        public void displaced() {
            work.pieceSoon(() -> {
                moves.stop(entry, "a newer job of the same concurrency group took its place");
                goOn.run();
            });
        }

        void release() {
            engine.locks().release(key, this);
        }
    }
}
