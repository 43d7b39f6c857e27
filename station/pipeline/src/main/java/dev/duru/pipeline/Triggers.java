package dev.duru.pipeline;

import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Fact.CommitPushed;
import dev.duru.kernel.FactConsumer;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.toolchain.ToolShed;
import java.time.InstantSource;
import java.util.List;

/** All that starts runs by itself: facts, the clock, and what programs tell. */
final class Triggers implements AutoCloseable {
    private final Pipeline.Ports ports;
    private final Pipeline.Stores stores;
    private final Pushes pushes;
    private final RunStarts starts;
    private final JobEnvironments environments;
    private final MainWorkflows workflows;
    private final Happenings happenings;
    private final MergeRuns mergeRuns;
    private final CommitStatuses statuses;
    private final Schedules schedules;
    private final Timekeeper timekeeper;

    Triggers(
            Pipeline.Config config,
            Pipeline.Ports ports,
            Pipeline.Stores stores,
            Pushes pushes,
            RunStarts starts,
            JobEnvironments environments) {
        this.ports = ports;
        this.stores = stores;
        this.pushes = pushes;
        this.starts = starts;
        this.environments = environments;
        this.workflows = new MainWorkflows(ports.repository());
        this.happenings = new Happenings(stores.database(), workflows, config.url());
        this.mergeRuns = new MergeRuns(ports, workflows, pushes.pipelines(), config.url());
        this.statuses = new CommitStatuses(stores.database(), config.url());
        this.schedules = schedules(config.clock());
        this.timekeeper =
                new Timekeeper(
                        schedules,
                        new Retention(
                                stores.database(),
                                stores.blobs(),
                                config.data().resolve("logs"),
                                config.keeping(),
                                config.clock(),
                                List.of(
                                        ActionLibrary.shelf(config.data().resolve("actions")),
                                        ToolShed.shelf(config.data().resolve("tools")))),
                        environments,
                        config.clock());
    }

    /** The schedules by another clock. */
    Schedules schedules(InstantSource clock) {
        return new Schedules(stores.database(), workflows, starts, clock);
    }

    CommitStatuses statuses() {
        return statuses;
    }

    void start() {
        FactConsumer.Builder consumer = stores.ledger().consume(Pipeline.CONSUMER);
        for (Class<? extends Fact.OfMergeRequest> kind : MergeRuns.FACTS) {
            consumer.onEntry(kind, entry -> starts.add(mergeRuns.runs(entry)));
        }
        consumer.onEntry(CommitPushed.class, this::pushed)
                .onEntry(
                        Fact.RefDeleted.class,
                        entry -> {
                            starts.add(happenings.deleted(entry, ports.repository()));
                            environments.refDeleted((Fact.RefDeleted) entry.fact());
                        })
                .on(Fact.EnvironmentEntered.class, entered -> timekeeper.wake())
                .onEntry(
                        Fact.RunQueued.class,
                        entry -> {
                            Fact.RunQueued run = (Fact.RunQueued) entry.fact();
                            ran(entry, run.project(), run.number(), "requested");
                        })
                .onEntry(
                        Fact.RunStarted.class,
                        entry -> {
                            Fact.RunStarted run = (Fact.RunStarted) entry.fact();
                            ran(entry, run.project(), run.number(), "in_progress");
                        })
                .onEntry(
                        Fact.RunFinished.class,
                        entry -> {
                            Fact.RunFinished run = (Fact.RunFinished) entry.fact();
                            ran(entry, run.project(), run.number(), "completed");
                        })
                .start();
        timekeeper.start();
    }

    private void pushed(Entry entry) {
        starts.add(pushes.runs(entry));
        starts.add(happenings.created(entry, ports.repository()));
        if (schedules.pushed((CommitPushed) entry.fact())) {
            timekeeper.wake();
        }
    }

    private void ran(Entry entry, ProjectName project, long number, String action) {
        statuses.say(project, number);
        starts.add(happenings.ran(entry, project, number, action));
    }

    List<RunRow> dispatched(ProjectName project, String type, Obj given, String by) {
        return starts.add(happenings.dispatched(project, type, given, by));
    }

    @Override
    public void close() {
        timekeeper.close();
    }
}
