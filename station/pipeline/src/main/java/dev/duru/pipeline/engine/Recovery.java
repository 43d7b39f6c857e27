package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.Deferred;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.engine.RunGraph.Entry;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.NewJob;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Brings a run's graph and its rows together: makes the rows of a new run, or takes up what an
 * earlier Duru left. A job that was running starts once more, unless it had done so before or
 * deploys somewhere; then it ends as errored.
 */
final class Recovery {
    private final Engine engine;
    private final RunRow run;
    private final RunGraph graph;
    private final Contexts contexts;

    Recovery(Engine engine, RunRow run, RunGraph graph, Contexts contexts) {
        this.engine = engine;
        this.run = run;
        this.graph = graph;
        this.contexts = contexts;
    }

    void restore(List<Consumer<Tx>> changes, List<Runnable> afterwards) {
        List<JobRow> rows = engine.database().read(sql -> engine.store().jobs(sql, run.id()));
        if (rows.isEmpty()) {
            begin();
            return;
        }
        Map<String, JobRow> byNode = new HashMap<>();
        rows.forEach(row -> byNode.put(row.node(), row));
        graph.all().forEach(entry -> restore(entry, byNode, changes));
        for (Entry entry : graph.deferred()) {
            boolean expanded =
                    !byNode.containsKey(entry.node.id().value()) && entry.node instanceof Deferred;
            if (expanded && entry.node instanceof Deferred deferred) {
                Contexts now = contexts.with("needs", graph.needs(deferred));
                graph.expand(entry, deferred.template().expand(now))
                        .forEach(cell -> restore(cell, byNode, changes));
            }
        }
        afterwards.add(() -> engine.tell(new Progress.Run(run.id())));
    }

    /** The rows must be there, with their ids, before anything else can happen. */
    private void begin() {
        engine.database()
                .update(tx -> {
                    engine.store().addJobs(tx, run.id(), newJobs(graph.all(), contexts));
                    takeIds(engine.store().jobs(tx.sql(), run.id()), graph.all());
                });
    }

    static List<NewJob> newJobs(Collection<Entry> entries, Contexts contexts) {
        return entries.stream()
                .map(entry ->
                        new NewJob(
                                entry.node.id().value(),
                                entry.node.key(),
                                entry.node instanceof Job job
                                        ? name(job, contexts)
                                        : entry.node.key(),
                                entry.node.src().toString(),
                                entry.node.needs()))
                .toList();
    }

    /** A job's name as people see it. */
    static String name(Job job, Contexts contexts) {
        try {
            String name =
                    Expressions.text(job.display(), contexts.with("matrix", job.cell().axes()));
            return name.isBlank() ? job.key() : name;
        } catch (ExpressionException e) {
            return job.key();
        }
    }

    static void takeIds(List<JobRow> rows, Collection<Entry> entries) {
        Map<String, JobRow> byNode = new HashMap<>();
        rows.forEach(row -> byNode.put(row.node(), row));
        for (Entry entry : entries) {
            JobRow row = byNode.get(entry.node.id().value());
            if (row != null) {
                entry.jobId = row.id();
            }
        }
    }

    private void restore(Entry entry, Map<String, JobRow> byNode, List<Consumer<Tx>> changes) {
        JobRow row = byNode.get(entry.node.id().value());
        if (row == null) {
            return;
        }
        entry.jobId = row.id();
        entry.attempt = row.attempt();
        entry.state = row.state();
        entry.tolerated = row.tolerated();
        entry.outputs = Json.parse(row.outputs()) instanceof Obj outputs ? outputs : Obj.empty();
        if (row.state() == State.RUNNING || row.state() == State.CANCELLING) {
            lost(entry, row, changes);
        }
    }

    private void lost(Entry entry, JobRow row, List<Consumer<Tx>> changes) {
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
        changes.add(tx -> {
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
