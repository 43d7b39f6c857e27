package dev.duru.dialects.github.lint;

import java.util.Set;

/** A place of the workflow language, with the contexts and special functions it offers. */
enum Where {
    /** Nobody says which contexts there are; all are let through. */
    ANY("", ""),
    /** Expressions are not evaluated here at all. */
    NONE("", ""),
    RUN_NAME("github inputs vars", ""),
    CONCURRENCY("github inputs vars", ""),
    CALL_INPUT_DEFAULT("github inputs vars", ""),
    CALL_OUTPUT("github inputs jobs vars", ""),
    ENV("github inputs secrets vars", ""),
    JOB_IF("github inputs needs vars", "always cancelled failure success"),
    STRATEGY("github inputs needs vars", ""),
    JOB("github inputs matrix needs strategy vars", ""),
    JOB_ENV("github inputs matrix needs secrets strategy vars", ""),
    JOB_DEFAULTS("env github inputs matrix needs strategy vars", ""),
    CREDENTIALS("env github inputs matrix needs secrets strategy vars", ""),
    CONTAINER_ENV("env github inputs job matrix needs runner secrets strategy vars", ""),
    ENVIRONMENT_URL("env github inputs job matrix needs runner steps strategy vars", ""),
    JOB_OUTPUT("env github inputs job matrix needs runner secrets steps strategy vars", ""),
    STEP("env github inputs job matrix needs runner secrets steps strategy vars", "hashfiles"),
    STEP_IF(
            "env github inputs job matrix needs runner steps strategy vars",
            "always cancelled failure hashfiles success"),
    /** In the steps of a composite action. */
    ACTION_STEP("env github inputs job matrix runner steps strategy", "hashfiles"),
    ACTION_IF(
            "env github inputs job matrix runner steps strategy",
            "always cancelled failure hashfiles success"),
    ACTION_OUTPUT("env github inputs job matrix runner steps strategy", ""),
    ACTION_INPUT_DEFAULT("env github job matrix runner strategy", "hashfiles");

    private static final Set<String> SPECIAL =
            Set.of("always", "cancelled", "failure", "success", "hashfiles");

    private final Set<String> contexts;
    private final Set<String> functions;

    Where(String contexts, String functions) {
        this.contexts = contexts.isEmpty() ? Set.of() : Set.of(contexts.split(" "));
        this.functions = functions.isEmpty() ? Set.of() : Set.of(functions.split(" "));
    }

    boolean offersContext(String name) {
        return this == ANY || contexts.contains(name);
    }

    /** Whether a function, in lower case, may be called here. */
    boolean offersFunction(String name) {
        return !SPECIAL.contains(name) || functions.contains(name);
    }

    Set<String> contexts() {
        return contexts;
    }
}
