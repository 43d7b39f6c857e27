package dev.duru.dialects.plan;

import dev.duru.yaml.Position;
import java.util.List;
import java.util.Map;

/** One thing that a job does. */
public sealed interface Step
        permits Step.Run, Step.UseAction, Step.Builtin, Step.Group, Step.Control {
    Head head();

    /**
     * What all steps have.
     *
     * @param display the name to show
     * @param env the variables of this step alone
     * @param failure whether the job goes on when the step fails
     * @param background whether the next step starts at once; a {@link Control} waits for it, or
     *     else the end of the job
     */
    record Head(
            StepId id,
            Expr display,
            Cond cond,
            EnvLayers env,
            FailurePolicy failure,
            Timeouts timeouts,
            boolean background,
            Position src) {}

    /**
     * A script.
     *
     * @param workdir relative to the workspace; unset means the workspace itself
     */
    record Run(Head head, Expr body, ShellChoice shell, Expr workdir) implements Step {}

    /** An action that is not part of the engine: local, of another repository, or an image. */
    record UseAction(Head head, ActionRef action, Map<String, Expr> with) implements Step {}

    /** Something that the engine itself can do. */
    record Builtin(Head head, BuiltinKind kind, ActionRef action, Map<String, Expr> args)
            implements Step {}

    /**
     * Steps with a scope of their own, such as a composite action: they see {@link #inputs} as
     * {@code inputs} and only each other in {@code steps}.
     *
     * @param inputs evaluated outside, once, before the first step
     * @param outputs evaluated inside, after the last one; they are the outputs of the group
     * @param folder the action's own folder, relative to the workspace
     */
    record Group(
            Head head,
            Map<String, Expr> inputs,
            List<Step> body,
            Map<String, Expr> outputs,
            String folder)
            implements Step {
        public Group {
            body = List.copyOf(body);
        }
    }

    /**
     * A step about steps in the background. It always runs, whatever failed before.
     *
     * @param targets their ids; empty means all that still run
     */
    record Control(Head head, ControlKind kind, List<String> targets) implements Step {
        public Control {
            targets = List.copyOf(targets);
        }
    }

    /** What happens to steps in the background. */
    enum ControlKind {
        /** The job goes on when they have ended; from then on their outputs and failures count. */
        WAIT,
        /** They are stopped, which is no failure. */
        CANCEL
    }
}
