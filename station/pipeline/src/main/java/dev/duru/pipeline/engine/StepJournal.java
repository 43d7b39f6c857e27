package dev.duru.pipeline.engine;

import dev.duru.pipeline.state.State;
import dev.duru.pipeline.state.StepRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/** How the steps of a job are doing, collected so that the database is written now and then. */
final class StepJournal {
    private final long jobId;
    private final InstantSource clock;
    private final IntConsumer moved;
    private final Map<Integer, StepRow> steps = new LinkedHashMap<>();
    private final Map<Integer, StepRow> dirty = new LinkedHashMap<>();

    StepJournal(long jobId, InstantSource clock, IntConsumer moved) {
        this.jobId = jobId;
        this.clock = clock;
        this.moved = moved;
    }

    void planned(int number, String name) {
        put(
                new StepRow(
                        jobId,
                        number,
                        name,
                        State.WAITING,
                        "",
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        0));
    }

    /** {@code title} is {@code ""} when it is the planned one. */
    void begun(int number, String title, long line) {
        StepRow planned;
        synchronized (this) {
            planned = steps.get(number);
        }
        put(
                new StepRow(
                        jobId,
                        number,
                        title.isEmpty() && planned != null ? planned.name() : title,
                        State.RUNNING,
                        "",
                        0,
                        Optional.of(clock.instant()),
                        Optional.empty(),
                        line));
        moved.accept(number);
    }

    void ended(int number, StepOutcome outcome) {
        StepRow row;
        synchronized (this) {
            row = steps.get(number);
        }
        if (row == null) {
            return;
        }
        Optional<Instant> end = Optional.of(clock.instant());
        put(
                new StepRow(
                        jobId,
                        number,
                        row.name(),
                        state(outcome.kind()),
                        outcome.message(),
                        outcome.exitCode(),
                        row.startedAt(),
                        end,
                        row.line()));
        moved.accept(number);
    }

    private static State state(StepOutcome.Kind kind) {
        return switch (kind) {
            case SUCCESS -> State.SUCCESS;
            case FAILURE -> State.FAILED;
            case ERROR -> State.ERRORED;
            case CANCELLED -> State.CANCELLED;
            case SKIPPED -> State.SKIPPED;
        };
    }

    private synchronized void put(StepRow row) {
        steps.put(row.number(), row);
        dirty.put(row.number(), row);
    }

    /** What changed since the last call. */
    synchronized List<StepRow> changes() {
        List<StepRow> changes = new ArrayList<>(dirty.values());
        dirty.clear();
        return changes;
    }
}
