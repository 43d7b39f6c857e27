package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.state.CallStore;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts called workflows in the place of the jobs that call them. */
final class Calls {
    /** How deep calls may nest, the run's own workflow not counted. */
    static final int DEEPEST = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final RunWork work;
    private final JobMoves moves;
    private final Holds holds;
    private final Engine engine;
    private final CallStore store = new CallStore();
    private final Runnable goOn;

    Calls(RunWork work, JobMoves moves, Holds holds, Runnable goOn) {
        this.work = work;
        this.moves = moves;
        this.holds = holds;
        this.engine = work.engine();
        this.goOn = goOn;
    }

    /** Looks for the file, without the run's lock; the entry is held meanwhile. */
    void find(Entry entry, SubPlan call) {
        if (entry.level().depth() >= DEEPEST) {
            moves.settle(
                    entry,
                    State.Move.FAIL,
                    call.src()
                            + ": uses: "
                            + call.ref()
                            + ": workflows call each other more than "
                            + DEEPEST
                            + " deep; does one of them call itself?");
            return;
        }
        entry.held = true;
        work.later(() -> Thread.ofVirtual().start(() -> search(entry, call)));
    }

    private void search(Entry entry, SubPlan call) {
        RunRow run = work.run();
        try {
            PlanSource.Called found =
                    engine.plans()
                            .called(run, entry.level().material(), call, entry.level().prefix());
            work.piece(() -> {
                entry.source = found;
                entry.held = false;
                goOn.run();
            });
        } catch (RuntimeException e) {
            work.piece(() -> {
                refuse(entry, call, e);
                goOn.run();
            });
        }
    }

    /** The graph of the called workflow, with no row yet. */
    RunGraph graph(Entry entry, SubPlan call, PlanSource.Called source) {
        Level level = entry.level();
        Contexts contexts =
                Level.inCell(level.contexts(entry.graph.needs(call)), call.cell())
                        .with("secrets", Obj.ofTexts(level.material().secrets()));
        PlanSource.Material material =
                engine.plans().enter(work.run(), level.material(), call, source, contexts);
        return new RunGraph(Level.below(entry, material), List.of());
    }

    /** Puts the called workflow's jobs in the entry's place; they may move in the next piece. */
    void enter(Entry entry, RunGraph inside, PlanSource.Called source) {
        long run = work.run().id();
        entry.called = inside;
        entry.held = true;
        List<Entry> jobs = inside.all();
        work.change(tx -> {
            store.keep(
                    tx,
                    run,
                    entry.path(),
                    new CallStore.Call(
                            source.home().repository(),
                            source.home().commit(),
                            source.ref(),
                            source.file(),
                            source.text()));
            engine.store().replaceJob(tx, run, entry.path(), Recovery.newJobs(jobs));
            Recovery.takeIds(engine.store().jobs(tx.sql(), run), jobs);
        });
        work.later(() -> engine.tell(new Progress.Job(run, 0)));
        work.later(() ->
                work.piece(() -> {
                    entry.held = false;
                    holds.expect(jobs);
                    goOn.run();
                }));
    }

    /** The call as an earlier Duru, or an earlier attempt, found it. */
    PlanSource.Called kept(Entry entry) {
        CallStore.Call call =
                engine.database()
                        .read(sql -> store.find(sql, work.run().id(), entry.path()))
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "the workflow called by " + entry.path() + " is not kept"));
        return new PlanSource.Called(
                new PlanSource.Home(call.repository(), call.commit()),
                call.ref(),
                call.file(),
                call.text());
    }

    void refuse(Entry entry, SubPlan call, RuntimeException why) {
        boolean users =
                why instanceof ExpressionException
                        || (why instanceof ProblemException problem && Engine.isUsers(problem));
        if (!users) {
            LOG.error("run {}: {} cannot be called", work.run().id(), call.ref(), why);
        }
        moves.settle(
                entry,
                users ? State.Move.FAIL : State.Move.ERROR,
                call.src() + ": uses: " + call.ref() + ": " + why.getMessage());
    }
}
