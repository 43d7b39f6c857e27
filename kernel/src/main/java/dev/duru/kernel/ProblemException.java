package dev.duru.kernel;

import org.jspecify.annotations.Nullable;

/** The one exception of the stations; mapped once, to problem+json, a page or an exit code. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem.Code code;

    public ProblemException(Problem.Code code, String detail) {
        this(code, detail, null);
    }

    public ProblemException(Problem.Code code, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
    }

    public static ProblemException user(String detail) {
        return new ProblemException(Problem.Code.USER, detail);
    }

    public static ProblemException unauthenticated(String detail) {
        return new ProblemException(Problem.Code.UNAUTHENTICATED, detail);
    }

    public static ProblemException forbidden(String detail) {
        return new ProblemException(Problem.Code.FORBIDDEN, detail);
    }

    public static ProblemException notFound(String detail) {
        return new ProblemException(Problem.Code.NOT_FOUND, detail);
    }

    public static ProblemException conflict(String detail) {
        return new ProblemException(Problem.Code.CONFLICT, detail);
    }

    public static ProblemException resource(String detail) {
        return new ProblemException(Problem.Code.RESOURCE, detail);
    }

    public static ProblemException internal(String detail, Throwable cause) {
        return new ProblemException(Problem.Code.INTERNAL, detail, cause);
    }

    public Problem.Code code() {
        return code;
    }

    public Problem problem() {
        return new Problem(code, detail());
    }

    /** What is wrong, where, and the mend. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
