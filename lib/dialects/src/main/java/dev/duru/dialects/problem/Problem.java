package dev.duru.dialects.problem;

import dev.duru.yaml.Position;

/**
 * Something wrong in a CI file.
 *
 * @param rule a short name of the check, such as {@code unknown-key}
 * @param message what is wrong, without the place
 * @param mend what to do about it; may be empty where the message says it
 */
public record Problem(
        Severity severity, Position position, String rule, String message, String mend) {
    /** Whether the file can run. */
    public enum Severity {
        /** The file is refused. */
        ERROR,
        /** It runs, but not as one would think. */
        WARNING,
        /** Nothing is wrong; something better is known. */
        NOTE
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code file:line:column: message; mend [rule]}. */
    @Override
    public String toString() {
        String full = mend.isEmpty() ? message : message + "; " + mend;
        return position + ": " + full + " [" + rule + "]";
    }
}
