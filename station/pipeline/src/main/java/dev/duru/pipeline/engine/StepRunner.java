package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.files.HostilePathException;
import dev.duru.pipeline.log.LogLine.Kind;
import dev.duru.pipeline.sandbox.StepHost;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Runs the steps of a job one after the other. */
final class StepRunner {
    /** Composite actions may use each other so deep. */
    private static final int DEEPEST = 10;

    private final JobScope scope;
    private final Stopping stopping;
    private final StepJournal journal;
    private final Map<BuiltinKind, Builtin> builtins;
    private final ScriptStep scripts;
    private final LocalActions actions;
    private final Deque<Runnable> posts = new ArrayDeque<>();

    StepRunner(
            JobScope scope,
            StepHost host,
            Stopping stopping,
            StepJournal journal,
            Map<BuiltinKind, Builtin> builtins) {
        this.scope = scope;
        this.stopping = stopping;
        this.journal = journal;
        this.builtins = builtins;
        this.scripts = new ScriptStep(scope, host);
        this.actions = new LocalActions(scope, scripts);
    }

    /** Runs the job's own steps, and then what they left for the end. */
    void runJob(List<Step> steps, Frame frame) {
        Contexts before = scope.contexts(frame, Map.of());
        for (int i = 0; i < steps.size(); i++) {
            journal.planned(i + 1, title(steps.get(i), before));
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            int number = i + 1;
            // A title may say what earlier steps gave out; a plain one is known already.
            String title =
                    step.head().display() instanceof Expr.Lit
                            ? ""
                            : title(step, scope.contexts(frame, Map.of()));
            journal.begun(number, title, scope.log().lines() + 1);
            journal.ended(number, one(step, frame, number));
            scope.log().flush();
        }
        noticeCancel();
        while (!posts.isEmpty()) {
            try {
                posts.pop().run();
            } catch (ProblemException | HostilePathException | UncheckedIOException e) {
                scope.log().append(steps.size(), Kind.WARNING, String.valueOf(e.getMessage()));
            }
        }
    }

    private String title(Step step, Contexts contexts) {
        try {
            return scope.masker()
                    .mask(Expressions.text(step.head().display(), contexts))
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (ExpressionException e) {
            return step.head().id().value();
        }
    }

    private void noticeCancel() {
        if (stopping.requested()) {
            scope.cancel();
            stopping.noticed();
        }
    }

    private StepOutcome one(Step step, Frame frame, int number) {
        noticeCancel();
        Obj outputs = Obj.empty();
        StepOutcome outcome;
        boolean tolerated = false;
        Step.Head head = step.head();
        try {
            Map<String, String> env = scope.stepEnv(frame, head.env());
            Contexts contexts = scope.contexts(frame, env);
            if (!Expressions.holds(head.cond(), contexts)) {
                outcome = StepOutcome.SKIPPED;
            } else {
                tolerated = Expressions.truthy(head.failure().tolerated(), contexts);
                Performed performed = limited(step, new Place(frame, env, contexts, number));
                outcome = performed.outcome();
                outputs = performed.outputs();
            }
        } catch (ExpressionException e) {
            outcome = StepOutcome.errored(String.valueOf(e.getMessage()));
        } catch (HostilePathException e) {
            outcome = StepOutcome.failed(head.src() + ": " + e.getMessage());
        } catch (ProblemException e) {
            boolean byDuru = e.code() == Problem.Code.RESOURCE || e.code() == Problem.Code.INTERNAL;
            String message = head.src() + ": " + e.detail();
            outcome = byDuru ? StepOutcome.errored(message) : StepOutcome.failed(message);
        } catch (UncheckedIOException e) {
            outcome = StepOutcome.errored(head.src() + ": " + e.getMessage());
        }
        return settle(step, frame, number, new Performed(outcome, outputs), tolerated);
    }

    private StepOutcome settle(
            Step step, Frame frame, int number, Performed performed, boolean tolerated) {
        StepOutcome outcome = performed.outcome();
        outcome =
                new StepOutcome(
                        outcome.kind(), outcome.exitCode(), scope.masker().mask(outcome.message()));
        boolean stoppedByCancel = stopping.requested() && !scope.cancelled() && outcome.bad();
        if (stoppedByCancel) {
            outcome = new StepOutcome(StepOutcome.Kind.CANCELLED, outcome.exitCode(), "");
        }
        noticeCancel();
        if (outcome.bad()) {
            if (!outcome.message().isEmpty()) {
                scope.log().append(number, Kind.ERROR, outcome.message());
            }
            if (!tolerated) {
                frame.results().fail();
                if (frame.depth() == 0) {
                    scope.fail(outcome.kind() == StepOutcome.Kind.ERROR, outcome.message());
                }
            }
        }
        if (step.head().id().explicit()) {
            frame.results().put(step.head().id().value(), performed.outputs(), outcome, tolerated);
        }
        return outcome;
    }

    /** What a step did and gave out. */
    record Performed(StepOutcome outcome, Obj outputs) {}

    /** Where a step runs. */
    record Place(Frame frame, Map<String, String> env, Contexts contexts, int number) {}

    private Performed limited(Step step, Place place) {
        OptionalDouble minutes =
                Expressions.number(step.head().timeouts().minutes(), place.contexts());
        if (minutes.isEmpty() || minutes.getAsDouble() <= 0) {
            return perform(step, place);
        }
        Duration limit = Duration.ofMillis((long) (minutes.getAsDouble() * 60_000));
        try (Stopping.StepLimit watch = stopping.stepLimit(limit)) {
            Performed performed = perform(step, place);
            if (watch.expired() && performed.outcome().bad()) {
                String text = Expressions.text(Value.of(minutes.getAsDouble()));
                return new Performed(
                        new StepOutcome(
                                StepOutcome.Kind.FAILURE,
                                performed.outcome().exitCode(),
                                step.head().src()
                                        + ": the step ran longer than its limit of "
                                        + text
                                        + " minutes and was stopped"),
                        performed.outputs());
            }
            return performed;
        }
    }

    private Performed perform(Step step, Place place) {
        return switch (step) {
            case Step.Run run -> scripts.run(run, place);
            case Step.Builtin builtin -> builtin(builtin, place);
            case Step.Group group -> group(group, place);
            case Step.UseAction use -> use(use, place);
            // All steps before it have ended: they run one after the other.
            case Step.Control _ -> new Performed(StepOutcome.SUCCESS, Obj.empty());
        };
    }

    private Performed builtin(Step.Builtin step, Place place) {
        Builtin builtin = builtins.get(step.kind());
        if (builtin == null) {
            return new Performed(
                    StepOutcome.errored(
                            step.head().src() + ": " + step.action() + " is not available here"),
                    Obj.empty());
        }
        Map<String, String> inputs = new LinkedHashMap<>();
        step.args()
                .forEach((name, value) ->
                        inputs.put(
                                name.toLowerCase(Locale.ROOT),
                                Expressions.text(value, place.contexts())));
        scope.log().append(place.number(), Kind.GROUP, "Run " + step.action());
        inputs.forEach((name, value) ->
                scope.log()
                        .append(
                                place.number(),
                                Kind.COMMAND,
                                name + ": " + scope.masker().mask(value)));
        scope.log().append(place.number(), Kind.END_GROUP, "");
        BuiltinCall call =
                new BuiltinCall(
                        scope,
                        new BuiltinCall.Around(
                                place.number(),
                                scope.processEnvironment(place.frame(), place.env(), Map.of()),
                                posts::push),
                        step.action().toString(),
                        step.head().src(),
                        inputs);
        StepOutcome outcome = builtin.run(call);
        return new Performed(outcome, call.outputs());
    }

    private Performed use(Step.UseAction step, Place place) {
        return switch (actions.find(step)) {
            case LocalActions.Composite composite -> group(composite.group(), place);
            case LocalActions.Node node -> actions.node(node, step, place, posts::push);
            case LocalActions.Unusable unusable ->
                    new Performed(StepOutcome.errored(unusable.message()), Obj.empty());
        };
    }

    private Performed group(Step.Group group, Place place) {
        if (place.frame().depth() >= DEEPEST) {
            return new Performed(
                    StepOutcome.failed(
                            group.head().src()
                                    + ": composite actions use each other more than "
                                    + DEEPEST
                                    + " deep; there may be a circle"),
                    Obj.empty());
        }
        Obj.Builder inputs = Obj.builder();
        for (Map.Entry<String, Expr> input : group.inputs().entrySet()) {
            inputs.put(
                    input.getKey(), Value.of(Expressions.text(input.getValue(), place.contexts())));
        }
        Map<String, String> env = new LinkedHashMap<>(place.frame().env());
        env.putAll(place.env());
        Frame inner =
                new Frame(
                        inputs.build(),
                        Optional.of(
                                scope.folders().workspace().resolve(group.folder()).normalize()),
                        env,
                        place.frame().depth() + 1,
                        new Frame.Results());
        StepOutcome.Kind kind = StepOutcome.Kind.SUCCESS;
        for (Step step : group.body()) {
            StepOutcome outcome = one(step, inner, place.number());
            if (outcome.kind() == StepOutcome.Kind.ERROR && inner.results().failed()) {
                kind = StepOutcome.Kind.ERROR;
            }
        }
        if (kind != StepOutcome.Kind.ERROR && inner.results().failed()) {
            kind = StepOutcome.Kind.FAILURE;
        }
        Contexts after = scope.contexts(inner, Map.of());
        Obj.Builder outputs = Obj.builder();
        group.outputs()
                .forEach((name, value) ->
                        outputs.put(name, Value.of(Expressions.text(value, after))));
        return new Performed(new StepOutcome(kind, 0, ""), outputs.build());
    }
}
