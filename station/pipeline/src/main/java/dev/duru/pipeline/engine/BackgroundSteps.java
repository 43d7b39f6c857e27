package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Step;
import dev.duru.dialects.value.Obj;
import dev.duru.pipeline.log.LogLine.Kind;
import dev.duru.pipeline.sandbox.StepHost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of one list that run beside the others. Each has a {@link Line} of its own that begins
 * with what is known at its start. What it gives out, its variables, paths and failure are joined
 * with the others, by the thread of the list alone, when a step waits for it or cancels it, or at
 * the end of the list; several that are joined at once in the order in which they stand in the
 * file.
 */
final class BackgroundSteps implements AutoCloseable {
    /** So many run at a time, as on GitHub; the others wait for their turn. */
    static final int MOST = 10;

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundSteps.class);

    private final StepRunner runner;
    private final Frame frame;
    private final Semaphore turns = new Semaphore(MOST, true);
    private final Map<String, Branch> open = new LinkedHashMap<>();

    /** A step that has begun and was not joined yet. */
    private record Branch(
            Step step,
            String title,
            StepRunner runner,
            Frame frame,
            FutureTask<StepOutcome> task) {}

    BackgroundSteps(StepRunner runner, Frame frame) {
        this.runner = runner;
        this.frame = frame;
    }

    /**
     * Starts a step; returns at once.
     *
     * @param number its row on the job's page
     * @param shown whether the row is its own, and not that of an action around
     */
    void start(Step step, int number, String title, boolean shown) {
        StepRunner own = runner.fork();
        Frame seen = frame.fork();
        Turn turn = Turn.of(step, seen, (by, place) -> by.perform(step, place));
        FutureTask<StepOutcome> task =
                new FutureTask<>(() -> {
                    try (StepHost place = own.line().host();
                            Stopping stopping = own.line().stopping()) {
                        if (!hasTurn(stopping)) {
                            return own.neverBegun(turn, number, seen, shown);
                        }
                        try {
                            return shown
                                    ? own.row(turn, number, title, seen)
                                    : own.one(turn, number, seen);
                        } finally {
                            turns.release();
                        }
                    }
                });
        Branch branch = new Branch(step, title, own, seen, task);
        open.put(key(step.head().id().value()), branch);
        Thread.ofPlatform().daemon().name("job-background").start(task);
    }

    /** Waits for a place among those that run; false when it is stopped before. */
    private boolean hasTurn(Stopping stopping) throws InterruptedException {
        while (!turns.tryAcquire(100, TimeUnit.MILLISECONDS)) {
            if (stopping.requested()) {
                return false;
            }
        }
        return true;
    }

    private static String key(String id) {
        return id.toLowerCase(Locale.ROOT);
    }

    /** Does what a {@code wait}, {@code wait-all} or {@code cancel} says. */
    StepRunner.Performed perform(Step.Control control, StepRunner.Place place) {
        List<Branch> targets = targets(control);
        String names = String.join(", ", targets.stream().map(Branch::title).toList());
        boolean failed =
                switch (control.kind()) {
                    case WAIT -> {
                        say(
                                place,
                                targets.isEmpty()
                                        ? "Nothing runs any more"
                                        : "Waiting for " + names);
                        yield join(targets, place);
                    }
                    case CANCEL -> {
                        say(
                                place,
                                targets.isEmpty() ? "Nothing runs any more" : "Stopping " + names);
                        targets.stream()
                                .filter(branch -> !branch.task().isDone())
                                .forEach(branch ->
                                        branch.runner().line().stopping().stop("cancelled"));
                        join(targets, place);
                        yield false;
                    }
                };
        StepOutcome outcome =
                failed
                        ? StepOutcome.failed("a step that it waited for failed")
                        : StepOutcome.SUCCESS;
        return new StepRunner.Performed(outcome, Obj.empty());
    }

    private List<Branch> targets(Step.Control control) {
        List<String> wanted = control.targets().stream().map(BackgroundSteps::key).toList();
        List<Branch> targets = new ArrayList<>();
        open.forEach((id, branch) -> {
            if (wanted.isEmpty() || wanted.contains(id)) {
                targets.add(branch);
            }
        });
        return targets;
    }

    private void say(StepRunner.Place place, String text) {
        JobScope scope = runner.line().scope();
        scope.log().append(place.number(), Kind.OUTPUT, scope.masker().mask(text));
    }

    /** Waits for steps and joins them; true when one of them failed. */
    private boolean join(List<Branch> targets, StepRunner.Place place) {
        boolean failed = false;
        for (Branch branch : targets) {
            StepOutcome outcome = joined(branch);
            failed |= frame.results().join(branch.frame().results());
            say(place, branch.title() + ": " + outcome.word());
        }
        return failed;
    }

    /** The end of the list: waits for all that nobody waited for. */
    void joinRest() {
        for (Branch branch : List.copyOf(open.values())) {
            joined(branch);
            if (frame.results().join(branch.frame().results())) {
                frame.results().fail();
            }
        }
    }

    private StepOutcome joined(Branch branch) {
        StepOutcome outcome = ended(branch);
        open.values().remove(branch);
        runner.join(branch.runner());
        return outcome;
    }

    private static StepOutcome ended(Branch branch) {
        try {
            return branch.task().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a step in the background ran", e);
        }
    }

    /** Ends what still runs when the list ends before its time. */
    @Override
    public void close() {
        for (Branch branch : open.values()) {
            branch.runner().line().stopping().stop("");
            try {
                branch.task().get();
            } catch (ExecutionException e) {
                LOG.debug("a step in the background ended with its job", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
