package dev.duru.pipeline.engine;

import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Downstream.Bond;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.state.DownstreamStore;
import dev.duru.pipeline.state.NewRun;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts runs of other projects for the entries that want them, and waits for them. The run, its
 * link and the state of the entry are committed as one, so that a restart finds either nothing
 * begun or a run to wait for.
 */
final class Bridges {
    private static final Logger LOG = LoggerFactory.getLogger(Bridges.class);

    private final RunWork work;
    private final JobMoves moves;
    private final Engine engine;
    private final Runnable runBegins;
    private final Runnable goOn;
    private final DownstreamStore store = new DownstreamStore();

    /**
     * @param runBegins told, within a piece of work, that a job has started
     * @param goOn lets the run go on, within a piece of work
     */
    Bridges(RunWork work, JobMoves moves, Runnable runBegins, Runnable goOn) {
        this.work = work;
        this.moves = moves;
        this.engine = work.engine();
        this.runBegins = runBegins;
        this.goOn = goOn;
    }

    /** Looks for the other run, without the lock of this one; the entry is held meanwhile. */
    void begin(Entry entry, Downstream node) {
        if (!engine.others().reachable()) {
            moves.settle(
                    entry,
                    State.Move.SKIP,
                    node.project() + " is another project, which only a server can reach");
            return;
        }
        Map<String, String> variables = variables(node, entry.graph.needs(node));
        entry.held = true;
        work.later(() -> Thread.ofVirtual().start(() -> look(entry, node, variables)));
    }

    /** What the other run gets. */
    private static Map<String, String> variables(Downstream node, Obj needs) {
        List<Variable> reported = new ArrayList<>();
        node.variables().dotenv().forEach(job -> reported.addAll(Dotenv.of(needs, job)));
        List<Variable> all = new ArrayList<>(node.variables().variables());
        all.addAll(reported);
        Map<String, String> known = Expansion.resolve(all, Map.of());
        Map<String, String> handed = new LinkedHashMap<>();
        node.handing().names().forEach(name -> handed.put(name, known.getOrDefault(name, "")));
        if (node.handing().reports()) {
            reported.forEach(variable -> handed.put(variable.name(), variable.value()));
        }
        node.handing().given().forEach(one -> handed.put(one.name(), one.value()));
        return handed;
    }

    private void look(Entry entry, Downstream node, Map<String, String> variables) {
        RunRow run = work.run();
        try {
            if (node.bond() == Bond.WATCH) {
                RunRow newest =
                        engine.others()
                                .newest(run, node)
                                .orElseThrow(() ->
                                        ProblemException.notFound(
                                                node.project()
                                                        + " has had no pipeline of its main"
                                                        + " branch yet"));
                work.piece(() -> watch(entry, newest));
            } else {
                NewRun wanted = engine.others().wanted(run, entry.jobId, node, variables);
                work.piece(() -> start(entry, node, wanted));
            }
        } catch (RuntimeException e) {
            if (!engine.closed()) {
                work.piece(() -> refuse(entry, node, e));
            }
        }
    }

    private void start(Entry entry, Downstream node, NewRun wanted) {
        if (!takeOff(entry)) {
            return;
        }
        work.change(tx -> {
            RunRow row = engine.store().add(tx, wanted).orElseThrow();
            store.keep(tx, entry.jobId, row.id(), true);
            Engine.queued(tx, row);
            entry.downstream = row.id();
        });
        work.later(() -> {
            engine.database()
                    .read(sql -> engine.store().run(sql, entry.downstream))
                    .ifPresent(engine::enqueue);
            // Somebody may have stopped the entry before there was a run to stop.
            stopAgain(entry);
        });
        if (node.bond() == Bond.START) {
            moves.settle(entry, State.Move.SUCCEED, "");
        } else {
            work.later(() -> await(entry));
        }
        goOn.run();
    }

    private void watch(Entry entry, RunRow newest) {
        if (takeOff(entry)) {
            entry.downstream = newest.id();
            work.change(tx -> store.keep(tx, entry.jobId, newest.id(), false));
            work.later(() -> await(entry));
        }
    }

    /** Sets an entry going; false when it has ended meanwhile. */
    private boolean takeOff(Entry entry) {
        entry.held = false;
        if (entry.state != State.WAITING) {
            return false;
        }
        moves.move(entry, State.Move.READY, "");
        moves.move(entry, State.Move.START, "");
        runBegins.run();
        RunRow run = work.run();
        String path = entry.path();
        String name = entry.name();
        work.change(tx ->
                tx.append(
                        new Fact.JobStarted(
                                run.project(), run.commit(), run.number(), path, name)));
        return true;
    }

    /** Goes on waiting after a restart. */
    void resume(Entry entry) {
        entry.downstream = engine.database().read(sql -> store.run(sql, entry.jobId)).orElseThrow();
        work.later(() -> await(entry));
    }

    private void await(Entry entry) {
        engine.ended(entry.downstream)
                .thenAccept(row -> {
                    if (!engine.closed()) {
                        work.pieceSoon(() -> ended(entry, row));
                    }
                });
    }

    private void ended(Entry entry, RunRow other) {
        if (!entry.done() && entry.node instanceof Downstream node) {
            State.Move move = move(node.bond(), other.state());
            String what = "run " + other.number() + " of " + other.project();
            settle(entry, node, move, what + ": " + other.state().word());
            goOn.run();
        }
    }

    private static State.Move move(Bond bond, State state) {
        State.Move same = State.moveTo(state.result());
        return switch (bond) {
            case MIRROR, WATCH -> same;
            case START, AWAIT ->
                    switch (same) {
                        case SUCCEED, ERROR -> same;
                        case FAIL, CANCEL, SKIP, READY, START, LOST, RERUN -> State.Move.FAIL;
                    };
        };
    }

    private void settle(Entry entry, Downstream node, State.Move move, String message) {
        if (node.tolerated() && (move == State.Move.FAIL || move == State.Move.ERROR)) {
            entry.tolerated = true;
            work.change(tx -> engine.store().yields(tx, entry.jobId, "{}", "", true));
        }
        moves.settle(entry, move, move == State.Move.SUCCEED ? "" : message);
    }

    private void refuse(Entry entry, Downstream node, RuntimeException why) {
        boolean users = why instanceof ProblemException problem && Engine.isUsers(problem);
        if (!users) {
            LOG.error("run {}: {} cannot be reached", work.run().id(), node.project(), why);
        }
        entry.held = false;
        if (entry.state == State.WAITING) {
            settle(
                    entry,
                    node,
                    users ? State.Move.FAIL : State.Move.ERROR,
                    node.src() + ": " + why.getMessage());
            goOn.run();
        }
    }

    /** Stops the run of an entry that is to stop, when it could not be reached before. */
    void stopAgain(Entry entry) {
        if (entry.state == State.CANCELLING) {
            moves.stopOther(entry, false);
        }
    }
}
