package dev.duru.yaml;

/**
 * A YAML text, or a node in it, is not what the caller needs. The message begins with the place.
 */
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient YamlProblem problem;

    public YamlException(Position position, String message, String mend) {
        this(YamlProblem.error(position, message, mend));
    }

    public YamlException(YamlProblem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    /** What is wrong, where, and the mend. */
    public YamlProblem problem() {
        return problem;
    }

    public Position position() {
        return problem.position();
    }
}
