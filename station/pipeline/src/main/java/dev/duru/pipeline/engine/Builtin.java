package dev.duru.pipeline.engine;

/** Something that the engine can do itself in the place of an action. */
@FunctionalInterface
public interface Builtin {
    /**
     * Does it.
     *
     * @throws dev.duru.kernel.ProblemException when it cannot; RESOURCE and INTERNAL mean that Duru
     *     could not, everything else that the step failed
     */
    StepOutcome run(BuiltinCall call);
}
