package dev.duru.pipeline.state;

/**
 * Which runs of a project; an empty text matches all.
 *
 * @param ref full name
 * @param workflow path of the CI file
 * @param state a {@link State} by name
 * @param before only runs with a smaller number
 */
public record RunFilter(
        String ref, String workflow, String commit, String state, long before, int limit) {
    /** The newest runs. */
    public static RunFilter newest(int limit) {
        return new RunFilter("", "", "", "", Long.MAX_VALUE, limit);
    }

    /** The runs of a commit. */
    public static RunFilter of(String commit) {
        return new RunFilter("", "", commit, "", Long.MAX_VALUE, 200);
    }

    public RunFilter withRef(String value) {
        return new RunFilter(value, workflow, commit, state, before, limit);
    }

    public RunFilter withWorkflow(String value) {
        return new RunFilter(ref, value, commit, state, before, limit);
    }

    public RunFilter withCommit(String value) {
        return new RunFilter(ref, workflow, value, state, before, limit);
    }

    public RunFilter withState(String value) {
        return new RunFilter(ref, workflow, commit, value, before, limit);
    }

    public RunFilter withBefore(long value) {
        return new RunFilter(ref, workflow, commit, state, value, limit);
    }
}
