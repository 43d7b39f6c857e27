package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.dialects.plan.Cond;
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
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Runs the steps of a job one after the other, and what their actions do before and after. */
final class StepRunner {
    private final JobScope scope;
    private final Stopping stopping;
    private final StepJournal journal;
    private final Map<BuiltinKind, Builtin> builtins;
    private final ScriptStep scripts;
    private final JobActions actions;
    private final NodeStep node;
    private final ImageStep images;
    private final Deque<Turn> posts = new ArrayDeque<>();

    StepRunner(JobScope scope, Room room, Stopping stopping, StepJournal journal) {
        EngineTools tools = room.tools();
        this.scope = scope;
        this.stopping = stopping;
        this.journal = journal;
        this.builtins = tools.builtins();
        this.scripts = new ScriptStep(scope, room.host());
        this.actions = new JobActions(scope, tools.actions().library(), stopping::requested);
        this.node = new NodeStep(scope, room.host(), scripts, tools.actions().node());
        this.images = new ImageStep(scope, room, scripts);
    }

    /**
     * Runs the job's own steps, and then what they left for the end.
     *
     * @throws ProblemException when an action of another repository cannot be had; nothing ran then
     */
    void runJob(List<Step> steps, Frame frame) {
        actions.prepare(steps);
        List<Turn> turns = new ArrayList<>();
        beginnings(steps, () -> frame, turns);
        steps.forEach(step -> turns.add(Turn.of(step, frame, place -> perform(step, place))));
        Contexts before = scope.contexts(frame, Map.of());
        for (int i = 0; i < turns.size(); i++) {
            journal.planned(i + 1, title(turns.get(i), before));
        }
        for (int i = 0; i < turns.size(); i++) {
            // A title may say what earlier steps gave out; a plain one is known already.
            Turn turn = turns.get(i);
            boolean plain = turn.head().display() instanceof Expr.Lit;
            row(turn, i + 1, plain ? "" : title(turn, scope.contexts(frame, Map.of())), frame);
        }
        noticeCancel();
        int number = turns.size();
        while (!posts.isEmpty()) {
            Turn turn = posts.pop();
            String title = title(turn, scope.contexts(turn.frame().get(), Map.of()));
            journal.planned(++number, title);
            row(turn, number, title, frame);
        }
    }

    /** Runs what is a row on the job's page. */
    private void row(Turn turn, int number, String title, Frame job) {
        journal.begun(number, title, scope.log().lines() + 1);
        journal.ended(number, one(turn, number, job));
        scope.log().flush();
    }

    /** What actions of other repositories do before the first step, in the order of the steps. */
    private void beginnings(List<Step> steps, Supplier<Frame> frame, List<Turn> turns) {
        for (Step each : steps) {
            if (!(actions.effective(each) instanceof Step.UseAction use)
                    || !actions.isFetched(use)) {
                continue;
            }
            switch (actions.find(use)) {
                case JobActions.Composite composite -> {
                    Supplier<Frame> inner =
                            () -> {
                                Frame outer = frame.get();
                                Map<String, String> env = scope.stepEnv(outer, use.head().env());
                                Contexts contexts = scope.contexts(outer, env);
                                return inside(composite, new Place(outer, env, contexts, 0));
                            };
                    beginnings(composite.group().body(), inner, turns);
                }
                case JobActions.Program found -> {
                    ProgramAction action = found.action();
                    if (!action.program(action.pre()).isEmpty()) {
                        Turn.Work work =
                                place -> {
                                    planEnd(action, place.frame());
                                    return program(action, action.pre(), place);
                                };
                        Cond cond = action.condition("pre-if");
                        turns.add(new Turn(use.head(), cond, Turn.Stage.PRE, frame, work));
                    }
                }
                case JobActions.Unusable _ -> {}
            }
        }
    }

    private void planEnd(ProgramAction action, Frame frame) {
        if (action.plansPost()) {
            posts.push(
                    new Turn(
                            action.use().head(),
                            action.condition("post-if"),
                            Turn.Stage.POST,
                            () -> frame,
                            place -> program(action, action.post(), place)));
        }
    }

    private String title(Turn turn, Contexts contexts) {
        try {
            return turn.prefix()
                    + scope.masker()
                            .mask(Expressions.text(turn.head().display(), contexts))
                            .lines()
                            .findFirst()
                            .orElse("");
        } catch (ExpressionException e) {
            return turn.prefix() + turn.head().id().value();
        }
    }

    private void noticeCancel() {
        if (stopping.requested()) {
            scope.cancel();
            stopping.noticed();
        }
    }

    private StepOutcome one(Turn turn, int number, Frame job) {
        noticeCancel();
        Step.Head head = turn.head();
        Performed performed;
        boolean tolerated = false;
        Frame frame = job;
        try {
            scope.at(head.id().value());
            frame = turn.frame().get();
            Map<String, String> env = scope.stepEnv(frame, head.env());
            Contexts contexts = scope.contexts(frame, env);
            Contexts asked =
                    turn.stage() == Turn.Stage.MAIN
                            ? contexts
                            : contexts.withStatus(scope.jobStatus());
            if (!Expressions.holds(turn.cond(), asked)) {
                performed = new Performed(StepOutcome.SKIPPED, Obj.empty());
            } else {
                tolerated = Expressions.truthy(head.failure().tolerated(), contexts);
                performed = limited(turn, new Place(frame, env, contexts, number));
                performed = measured(performed, number);
            }
        } catch (ExpressionException
                | HostilePathException
                | ProblemException
                | UncheckedIOException e) {
            performed = new Performed(thrown(head, e), Obj.empty());
        }
        Frame hurt = turn.stage() == Turn.Stage.MAIN ? frame : job;
        StepOutcome outcome = settle(hurt, number, performed.outcome(), tolerated);
        if (turn.stage() == Turn.Stage.MAIN && head.id().explicit()) {
            frame.results().put(head.id().value(), performed.outputs(), outcome, tolerated);
        }
        return outcome;
    }

    private static StepOutcome thrown(Step.Head head, RuntimeException thrown) {
        String place = head.src() + ": ";
        return switch (thrown) {
            case ExpressionException e -> StepOutcome.errored(String.valueOf(e.getMessage()));
            case HostilePathException e -> StepOutcome.failed(place + e.getMessage());
            case ProblemException e
                    when e.code() == Problem.Code.RESOURCE || e.code() == Problem.Code.INTERNAL ->
                    StepOutcome.errored(place + e.detail());
            case ProblemException e -> StepOutcome.failed(place + e.detail());
            default -> StepOutcome.errored(place + thrown.getMessage());
        };
    }

    private StepOutcome settle(Frame frame, int number, StepOutcome performed, boolean tolerated) {
        StepOutcome outcome =
                new StepOutcome(
                        performed.kind(),
                        performed.exitCode(),
                        scope.masker().mask(performed.message()));
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
                    scope.fail(outcome.kind() == StepOutcome.Kind.ERROR, outcome);
                }
            }
        }
        return outcome;
    }

    /** A step that failed while the job reached a limit failed by that. */
    private Performed measured(Performed performed, int number) {
        String reached = stopping.takeReached();
        if (reached.isEmpty()) {
            return performed;
        }
        StepOutcome outcome = performed.outcome();
        if (!outcome.bad()) {
            scope.log().append(number, Kind.WARNING, reached);
            return performed;
        }
        return new Performed(
                new StepOutcome(StepOutcome.Kind.FAILURE, outcome.exitCode(), reached),
                performed.outputs());
    }

    /** What a step did and gave out. */
    record Performed(StepOutcome outcome, Obj outputs) {}

    /** Where a step runs. */
    record Place(Frame frame, Map<String, String> env, Contexts contexts, int number) {}

    private Performed limited(Turn turn, Place place) {
        Step.Head head = turn.head();
        OptionalDouble minutes = Expressions.number(head.timeouts().minutes(), place.contexts());
        if (minutes.isEmpty() || minutes.getAsDouble() <= 0) {
            return turn.work().at(place);
        }
        Duration limit = Duration.ofMillis((long) (minutes.getAsDouble() * 60_000));
        try (Stopping.StepLimit watch = stopping.stepLimit(limit)) {
            Performed performed = turn.work().at(place);
            if (watch.expired() && performed.outcome().bad()) {
                String text = Expressions.text(Value.of(minutes.getAsDouble()));
                return new Performed(
                        new StepOutcome(
                                StepOutcome.Kind.FAILURE,
                                performed.outcome().exitCode(),
                                head.src()
                                        + ": the step ran longer than its limit of "
                                        + text
                                        + " minutes and was stopped"),
                        performed.outputs());
            }
            return performed;
        }
    }

    private Performed perform(Step step, Place place) {
        return switch (actions.effective(step)) {
            case Step.Run run -> scripts.run(run, place);
            case Step.Builtin builtin -> builtin(builtin, place);
            case Step.Group group ->
                    group(new JobActions.Composite(group, place.frame().origin()), place);
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
        List<Runnable> ends = new ArrayList<>();
        BuiltinCall call =
                new BuiltinCall(
                        scope,
                        new BuiltinCall.Around(
                                place.number(),
                                scope.processEnvironment(place.frame(), place.env(), Map.of()),
                                ends::add,
                                (number, argv, folder) ->
                                        program(step, place, number, argv, folder)),
                        step.action().toString(),
                        step.head().src(),
                        inputs);
        StepOutcome outcome = builtin.run(call);
        ends.forEach(end -> posts.push(end(step, place.frame(), call, end)));
        return new Performed(outcome, call.outputs());
    }

    private int program(
            Step.Builtin step, Place place, int number, List<String> argv, Path folder) {
        return scripts.process(
                        new ScriptStep.Process(
                                argv,
                                folder,
                                Map.of(),
                                step.head().src().toString(),
                                (name, value) -> {}),
                        new Place(place.frame(), place.env(), place.contexts(), number))
                .outcome()
                .exitCode();
    }

    /** What something built in does at the end; that it cannot makes no job fail. */
    private Turn end(Step.Builtin step, Frame frame, BuiltinCall call, Runnable end) {
        Turn.Work work =
                place -> {
                    call.goOnAs(place.number());
                    try {
                        end.run();
                    } catch (ProblemException | HostilePathException | UncheckedIOException e) {
                        call.warn(String.valueOf(e.getMessage()));
                    }
                    return new Performed(StepOutcome.SUCCESS, Obj.empty());
                };
        Cond always =
                new Cond(
                        new Expr.Lit(Value.of(true), step.head().src()),
                        Cond.StatusDefault.NONE,
                        Cond.Phase.STEP_START);
        return new Turn(step.head(), always, Turn.Stage.POST, () -> frame, work);
    }

    private Performed use(Step.UseAction step, Place place) {
        return switch (actions.find(step)) {
            case JobActions.Composite composite -> group(composite, place);
            case JobActions.Program found -> {
                planEnd(found.action(), place.frame());
                yield program(
                        found.action(), found.action().isImage() ? "entrypoint" : "main", place);
            }
            case JobActions.Unusable unusable ->
                    new Performed(StepOutcome.errored(unusable.message()), Obj.empty());
        };
    }

    private Performed program(ProgramAction action, String key, Place place) {
        return action.isImage() ? images.run(action, key, place) : node.run(action, key, place);
    }

    private Performed group(JobActions.Composite composite, Place place) {
        Step.Group group = composite.group();
        if (place.frame().depth() >= JobActions.DEEPEST) {
            return new Performed(
                    StepOutcome.failed(
                            group.head().src()
                                    + ": composite actions use each other more than "
                                    + JobActions.DEEPEST
                                    + " deep; there may be a circle"),
                    Obj.empty());
        }
        Frame inner = inside(composite, place);
        StepOutcome.Kind kind = StepOutcome.Kind.SUCCESS;
        for (Step step : group.body()) {
            Turn turn = Turn.of(step, inner, at -> perform(step, at));
            StepOutcome outcome = one(turn, place.number(), inner);
            if (outcome.kind() == StepOutcome.Kind.ERROR && inner.results().failed()) {
                kind = StepOutcome.Kind.ERROR;
            }
        }
        if (kind != StepOutcome.Kind.ERROR && inner.results().failed()) {
            kind = StepOutcome.Kind.FAILURE;
        }
        scope.at(group.head().id().value());
        Contexts after = scope.contexts(inner, Map.of());
        Obj.Builder outputs = Obj.builder();
        group.outputs()
                .forEach((name, value) ->
                        outputs.put(name, Value.of(Expressions.text(value, after))));
        return new Performed(new StepOutcome(kind, 0, ""), outputs.build());
    }

    /** The frame of a composite action's own steps. */
    private Frame inside(JobActions.Composite composite, Place place) {
        Step.Group group = composite.group();
        Obj.Builder inputs = Obj.builder();
        for (Map.Entry<String, Expr> input : group.inputs().entrySet()) {
            inputs.put(
                    input.getKey(), Value.of(Expressions.text(input.getValue(), place.contexts())));
        }
        Map<String, String> env = new LinkedHashMap<>(place.frame().env());
        env.putAll(place.env());
        return new Frame(
                inputs.build(),
                Optional.of(scope.folders().workspace().resolve(group.folder()).normalize()),
                composite.origin(),
                env,
                place.frame().depth() + 1,
                new Frame.Results());
    }
}
