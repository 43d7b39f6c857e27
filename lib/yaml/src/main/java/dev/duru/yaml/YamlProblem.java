package dev.duru.yaml;

/**
 * Something wrong in a YAML text.
 *
 * @param message what is wrong, one sentence without the place
 * @param mend what to do about it
 */
public record YamlProblem(Severity severity, Position position, String message, String mend) {
    /** Whether the text can still be used. */
    public enum Severity {
        ERROR,
        WARNING
    }

    static YamlProblem error(Position position, String message, String mend) {
        return new YamlProblem(Severity.ERROR, position, message, mend);
    }

    static YamlProblem warning(Position position, String message, String mend) {
        return new YamlProblem(Severity.WARNING, position, message, mend);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public String toString() {
        return position + ": " + message + (mend.isEmpty() ? "" : "; " + mend);
    }
}
