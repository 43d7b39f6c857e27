package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Approval;
import dev.duru.dialects.plan.Concurrency;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.pipeline.state.State;
import java.time.Duration;
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
        work.later(() -> engine.locks().claim(key, cancel, next.keepAll(), claim));
        return false;
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
        return work.run().project() + "\n" + group;
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
