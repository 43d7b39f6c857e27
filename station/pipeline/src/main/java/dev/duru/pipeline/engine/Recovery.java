package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Barrier;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Downstream;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.SubPlan;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Fact;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.NewJob;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings a run's graph and its rows together: takes up what an earlier Duru or an earlier attempt
 * left, and makes the rows that are missing. A node without a row of its own, but with rows below
 * it, had been expanded, or its workflow entered. A job that was running starts once more, unless
 * it had done so before or deploys somewhere; then it ends as errored.
 */
final class Recovery {
    private final RunWork work;
    private final Engine engine;
    private final RunRow run;
    private final RunGraph graph;
    private final Calls calls;
    private final Bridges bridges;
    private final Map<String, JobRow> rows = new HashMap<>();
    private final Set<Entry> seen = new HashSet<>();
    private final List<Entry> missing = new ArrayList<>();

    Recovery(RunWork work, RunGraph graph, Calls calls, Bridges bridges) {
        this.work = work;
        this.engine = work.engine();
        this.run = work.run();
        this.graph = graph;
        this.calls = calls;
        this.bridges = bridges;
    }

    void restore() {
        engine.database()
                .read(sql -> engine.store().jobs(sql, run.id()))
                .forEach(row -> rows.put(row.node(), row));
        graph.entries().forEach(this::restore);
        if (!missing.isEmpty()) {
            add();
        }
        if (!rows.isEmpty()) {
            work.later(() -> engine.tell(new Progress.Run(run.id())));
        }
    }

    /** The rows must be there, with their ids, before anything else can happen. */
    private void add() {
        List<Entry> all = graph.all();
        engine.database()
                .update(tx -> {
                    engine.store().addJobs(tx, run.id(), newJobs(missing));
                    takeIds(engine.store().jobs(tx.sql(), run.id()), missing);
                    if (!rows.isEmpty()) {
                        engine.store().order(tx, all.stream().map(entry -> entry.jobId).toList());
                    }
                });
    }

    static List<NewJob> newJobs(Collection<Entry> entries) {
        return entries.stream()
                .map(entry ->
                        new NewJob(
                                entry.path(),
                                entry.level().prefix() + entry.node.key(),
                                entry.name(),
                                entry.node.src().toString(),
                                needs(entry)))
                .toList();
    }

    /** What a job waits for; the first jobs of a called workflow wait for what their call does. */
    private static List<String> needs(Entry entry) {
        Entry at = entry;
        while (at.node.needs().isEmpty() && at.level().caller() != null) {
            at = at.level().caller();
        }
        String prefix = at.level().prefix();
        return at.node.needs().stream().map(need -> prefix + need).toList();
    }

    static void takeIds(List<JobRow> rows, Collection<Entry> entries) {
        Map<String, JobRow> byNode = new HashMap<>();
        rows.forEach(row -> byNode.put(row.node(), row));
        for (Entry entry : entries) {
            JobRow row = byNode.get(entry.path());
            if (row != null) {
                entry.jobId = row.id();
            }
        }
    }

    private void restore(Entry entry) {
        if (!seen.add(entry)) {
            return;
        }
        // What an expanded node was made of are the outputs of those before it.
        entry.graph.predecessors(entry).forEach(this::restore);
        settle(entry);
    }

    private void settle(Entry entry) {
        if (entry.node instanceof Barrier) {
            return;
        }
        JobRow row = rows.get(entry.path());
        if (row != null) {
            take(entry, row);
            return;
        }
        String below = entry.path() + "/";
        boolean entered = rows.keySet().stream().anyMatch(node -> node.startsWith(below));
        if (entered && entry.node instanceof Deferred deferred) {
            Obj needs = entry.graph.needs(deferred);
            entry.graph
                    .expand(entry, deferred.template().expand(entry.level().contexts(needs)))
                    .forEach(this::settle);
        } else if (entered && entry.node instanceof SubPlan call) {
            PlanSource.Called source = calls.kept(entry);
            RunGraph inside = calls.graph(entry, call, source);
            entry.source = source;
            entry.called = inside;
            inside.entries().forEach(this::restore);
        } else {
            missing.add(entry);
        }
    }

    private void take(Entry entry, JobRow row) {
        entry.jobId = row.id();
        entry.attempt = row.attempt();
        entry.state = row.state();
        entry.tolerated = row.tolerated();
        entry.outputs = Json.parse(row.outputs()) instanceof Obj outputs ? outputs : Obj.empty();
        if (row.state() == State.RUNNING || row.state() == State.CANCELLING) {
            if (entry.node instanceof Downstream) {
                bridges.resume(entry);
            } else {
                lost(entry, row);
            }
        }
    }

    private void lost(Entry entry, JobRow row) {
        Sandboxes.endLeftovers(engine.tools().sandboxName(row.id()), row.pid(), row.pidStartedAt());
        boolean safe =
                row.attempt() == 1 && entry.node instanceof Job job && job.deployment() == null;
        State from = row.state();
        State.Move move = from == State.RUNNING && !safe ? State.Move.ERROR : State.Move.LOST;
        String message =
                safe
                        ? "Duru ended while the job ran; it was started once more"
                        : "Duru ended while the job ran, and it cannot be started again safely;"
                                + " rerun the run when it is";
        entry.state = from.transition(move);
        if (entry.state == State.QUEUED) {
            entry.attempt++;
        }
        State now = entry.state;
        work.change(tx -> {
            engine.store().moveJob(tx, row.id(), from, move, message);
            engine.store().forgetSteps(tx, row.id());
            if (now.isFinal()) {
                tx.append(
                        new Fact.JobFinished(
                                run.project(),
                                run.commit(),
                                run.number(),
                                row.node(),
                                row.name(),
                                now.result(),
                                message));
            }
        });
    }
}
