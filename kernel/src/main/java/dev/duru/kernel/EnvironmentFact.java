package dev.duru.kernel;

/** What happened to an environment of a project, apart from its releases. */
public sealed interface EnvironmentFact extends Fact.OfProject {
    String environment();

    String by();

    /** Nothing new goes there until somebody unlocks it. */
    record EnvironmentLocked(ProjectName project, String environment, String by, String reason)
            implements EnvironmentFact {}

    record EnvironmentUnlocked(ProjectName project, String environment, String by)
            implements EnvironmentFact {}

    /**
     * The environment that a branch or a merge request had for itself is gone.
     *
     * @param by who ended it, or {@code duru}
     * @param why in words, such as that its branch was deleted
     */
    record ReviewEnded(ProjectName project, String environment, String by, String why)
            implements EnvironmentFact {}

    /**
     * What runs is no longer what is declared.
     *
     * @param what in words; never holds a secret's value
     * @param by who brought it about, or {@code ""} when nobody knows
     */
    record DriftFound(ProjectName project, String environment, String what, String by)
            implements EnvironmentFact {}

    /**
     * A drift is over. {@code how}: {@code mended} when what is declared came back, {@code
     * accepted} when what runs was taken as meant, {@code gone} when it ended without either.
     */
    record DriftSettled(ProjectName project, String environment, String how, String by)
            implements EnvironmentFact {}
}
