package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
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
import dev.duru.pipeline.sandbox.StepHost;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs the steps of one {@link Line} one after the other, and what their actions do before and
 * after. Steps in the background are run by a {@link #fork}.
 */
final class StepRunner {
    private final Line line;
    private final JobScope scope;
    private final Stopping stopping;
    private final StepJournal journal;
    private final Room room;
    private final BuiltinStep builtins;
    private final ScriptStep scripts;
    private final JobActions actions;
    private final NodeStep node;
    private final ImageStep images;
    private final Deque<Turn> posts = new ArrayDeque<>();

    private final AtomicInteger sequence;
    private final Map<ProgramAction, StepHost> built;

    StepRunner(Line line, Room room, StepJournal journal) {
        this(
                line,
                room,
                journal,
                new JobActions(
                        line.scope(), room.tools().actions().library(), line.stopping()::requested),
                new AtomicInteger(),
                new ConcurrentHashMap<>());
    }

    private StepRunner(
            Line line,
            Room room,
            StepJournal journal,
            JobActions actions,
            AtomicInteger sequence,
            Map<ProgramAction, StepHost> built) {
        EngineTools tools = room.tools();
        this.line = line;
        this.room = room;
        this.scope = line.scope();
        this.stopping = line.stopping();
        this.journal = journal;
        this.actions = actions;
        this.sequence = sequence;
        this.built = built;
        this.scripts = new ScriptStep(scope, line.host(), sequence);
        this.builtins = new BuiltinStep(scope, scripts, tools.builtins());
        this.node = new NodeStep(scope, line.host(), scripts, tools.actions().node());
        this.images = new ImageStep(line, room, scripts, built);
    }

    Line line() {
        return line;
    }

    /** One for a step in the background. */
    StepRunner fork() {
        return new StepRunner(line.fork(), room, journal, actions, sequence, built);
    }

    BuiltinStep builtins() {
        return builtins;
    }

    /** Takes over what a fork, which has ended, leaves for the steps after this and for the end. */
    void join(StepRunner fork) {
        scope.join(fork.scope);
        fork.posts.descendingIterator().forEachRemaining(posts::push);
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
        int first = turns.size();
        try (BackgroundSteps beside = new BackgroundSteps(this, frame)) {
            steps.forEach(step -> turns.add(turn(step, frame, beside)));
            Contexts before = scope.contexts(frame, Map.of());
            for (int i = 0; i < turns.size(); i++) {
                journal.planned(i + 1, title(turns.get(i), before));
            }
            for (int i = 0; i < turns.size(); i++) {
                // A title may say what earlier steps gave out; a plain one is known already.
                Turn turn = turns.get(i);
                boolean plain = turn.head().display() instanceof Expr.Lit;
                String title = title(turn, plain ? before : scope.contexts(frame, Map.of()));
                if (i >= first && turn.head().background()) {
                    beside.start(steps.get(i - first), i + 1, title, true);
                } else {
                    row(turn, i + 1, plain ? "" : title, frame);
                }
            }
            beside.joinRest();
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

    /** A step of a list, whose background it may be about. */
    private static Turn turn(Step step, Frame frame, BackgroundSteps beside) {
        return Turn.of(
                step,
                frame,
                step instanceof Step.Control control
                        ? (_, place) -> beside.perform(control, place)
                        : (by, place) -> by.perform(step, place));
    }

    /** Runs what is a row on the job's page. */
    StepOutcome row(Turn turn, int number, String title, Frame job) {
        journal.begun(number, title, scope.log().lines() + 1);
        StepOutcome outcome = one(turn, number, job);
        journal.ended(number, outcome);
        scope.log().flush();
        return outcome;
    }

    /** A step was stopped before its turn came. */
    StepOutcome neverBegun(Turn turn, int number, Frame frame, boolean shown) {
        StepOutcome outcome = new StepOutcome(StepOutcome.Kind.CANCELLED, 0, "");
        if (turn.head().id().explicit()) {
            frame.results().put(turn.head().id().value(), Obj.empty(), outcome, false);
        }
        if (shown) {
            journal.ended(number, outcome);
        }
        return outcome;
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
                                (by, place) -> {
                                    by.planEnd(action, place.frame());
                                    return by.program(action, action.pre(), place);
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
                            (by, place) -> by.program(action, action.post(), place)));
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

    StepOutcome one(Turn turn, int number, Frame job) {
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
        // What is stopped alone, such as a server, may well end in good order then.
        boolean stoppable = outcome.bad() || line.isBeside() && outcome.isSuccess();
        if (stopping.requested() && !scope.cancelled() && stoppable) {
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
            return turn.work().at(this, place);
        }
        Duration limit = Duration.ofMillis((long) (minutes.getAsDouble() * 60_000));
        try (Stopping.StepLimit watch = stopping.stepLimit(limit)) {
            Performed performed = turn.work().at(this, place);
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

    Performed perform(Step step, Place place) {
        return switch (actions.effective(step)) {
            case Step.Run run -> scripts.run(run, place);
            case Step.Builtin builtin -> {
                BuiltinStep.Ran ran = builtins.run(builtin, place);
                ran.ends().forEach(posts::push);
                yield ran.performed();
            }
            case Step.Group group ->
                    group(new JobActions.Composite(group, place.frame().origin()), place);
            case Step.UseAction use -> use(use, place);
            case Step.Control _ ->
                    throw new IllegalStateException("not without the list that it stands in");
        };
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
        try (BackgroundSteps beside = new BackgroundSteps(this, inner)) {
            for (Step step : group.body()) {
                if (step.head().background()) {
                    beside.start(step, place.number(), step.head().id().value(), false);
                    continue;
                }
                StepOutcome outcome = one(turn(step, inner, beside), place.number(), inner);
                if (outcome.kind() == StepOutcome.Kind.ERROR && inner.results().failed()) {
                    kind = StepOutcome.Kind.ERROR;
                }
            }
            beside.joinRest();
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
