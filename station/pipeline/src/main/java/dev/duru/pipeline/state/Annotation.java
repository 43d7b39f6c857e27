package dev.duru.pipeline.state;

/**
 * A remark of a step about a place in a file.
 *
 * @param level {@code error}, {@code warning} or {@code notice}
 * @param file path in the repository; {@code ""} when the remark is about no file
 * @param line from 1, or 0
 * @param endLine at least {@code line}
 * @param column from 1, or 0
 * @param endColumn at least {@code column}
 * @param logLine where it stands in the job's log, from 1; 0 when that is not known
 * @param more how many further remarks of its kind the step made that are not kept
 */
public record Annotation(
        long jobId,
        int step,
        String level,
        String file,
        int line,
        int endLine,
        int column,
        int endColumn,
        String title,
        String message,
        long logLine,
        int more) {

    /** The same with another count of further ones. */
    public Annotation withMore(int value) {
        return new Annotation(
                jobId, step, level, file, line, endLine, column, endColumn, title, message, logLine,
                value);
    }
}
