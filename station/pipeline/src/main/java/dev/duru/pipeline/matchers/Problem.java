package dev.duru.pipeline.matchers;

/**
 * What a matcher found, as it was printed; {@code ""} for what it did not find.
 *
 * @param fromPath a file in whose folder {@code file} is looked for, such as that of a project
 */
public record Problem(
        String severity,
        String message,
        String file,
        String fromPath,
        String line,
        String column,
        String code) {
    static final Problem NONE = new Problem("", "", "", "", "", "", "");

    Problem withSeverity(String value) {
        return new Problem(value, message, file, fromPath, line, column, code);
    }
}
