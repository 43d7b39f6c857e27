package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.dialects.plan.Cond;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.files.HostilePathException;
import dev.duru.pipeline.log.LogLine.Kind;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs steps that the engine does itself. */
final class BuiltinStep {
    private final JobScope scope;
    private final ScriptStep scripts;
    private final Map<BuiltinKind, Builtin> builtins;

    BuiltinStep(JobScope scope, ScriptStep scripts, Map<BuiltinKind, Builtin> builtins) {
        this.scope = scope;
        this.scripts = scripts;
        this.builtins = builtins;
    }

    /**
     * What a step did.
     *
     * @param ends what it left for the job's end, in the order in which it asked for it
     */
    record Ran(StepRunner.Performed performed, List<Turn> ends) {}

    Ran run(Step.Builtin step, StepRunner.Place place) {
        Builtin builtin = builtins.get(step.kind());
        if (builtin == null) {
            StepOutcome missing =
                    StepOutcome.errored(
                            step.head().src() + ": " + step.action() + " is not available here");
            return new Ran(new StepRunner.Performed(missing, Obj.empty()), List.of());
        }
        Map<String, String> inputs = new LinkedHashMap<>();
        step.args()
                .forEach((name, value) ->
                        inputs.put(
                                name.toLowerCase(Locale.ROOT),
                                Expressions.text(value, place.contexts())));
        header(step, place, inputs);
        List<Runnable> ends = new ArrayList<>();
        BuiltinCall call =
                new BuiltinCall(
                        scope,
                        new BuiltinCall.Around(
                                place.number(),
                                scope.processEnvironment(place.frame(), place.env(), Map.of()),
                                ends::add,
                                program(step, place)),
                        step.action().toString(),
                        step.head().src(),
                        inputs);
        StepOutcome outcome = builtin.run(call);
        return new Ran(
                new StepRunner.Performed(outcome, call.outputs()),
                ends.stream().map(end -> end(step, place.frame(), call, end)).toList());
    }

    private void header(Step.Builtin step, StepRunner.Place place, Map<String, String> inputs) {
        scope.log().append(place.number(), Kind.GROUP, "Run " + step.action());
        inputs.forEach((name, value) ->
                scope.log()
                        .append(
                                place.number(),
                                Kind.COMMAND,
                                name + ": " + scope.masker().mask(value)));
        scope.log().append(place.number(), Kind.END_GROUP, "");
    }

    private BuiltinCall.Program program(Step.Builtin step, StepRunner.Place place) {
        return (number, argv, folder) ->
                scripts.process(
                                new ScriptStep.Process(
                                        argv,
                                        folder,
                                        Map.of(),
                                        step.head().src().toString(),
                                        (name, value) -> {}),
                                new StepRunner.Place(
                                        place.frame(), place.env(), place.contexts(), number))
                        .outcome()
                        .exitCode();
    }

    /**
     * What something built in does at the end, in the line of steps that has come there; that it
     * cannot makes no job fail.
     */
    private static Turn end(Step.Builtin step, Frame frame, BuiltinCall call, Runnable end) {
        Turn.Work work =
                (by, place) -> {
                    BuiltinStep last = by.builtins();
                    call.goOnAs(last.scope, place.number(), last.program(step, place));
                    try {
                        end.run();
                    } catch (ProblemException | HostilePathException | UncheckedIOException e) {
                        call.warn(String.valueOf(e.getMessage()));
                    }
                    return new StepRunner.Performed(StepOutcome.SUCCESS, Obj.empty());
                };
        Cond always =
                new Cond(
                        new Expr.Lit(Value.of(true), step.head().src()),
                        Cond.StatusDefault.NONE,
                        Cond.Phase.STEP_START);
        return new Turn(step.head(), always, Turn.Stage.POST, () -> frame, work);
    }
}
