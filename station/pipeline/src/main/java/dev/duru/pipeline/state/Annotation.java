package dev.duru.pipeline.state;

/**
 * A remark of a step about a place in a file.
 *
 * @param level {@code error}, {@code warning} or {@code notice}
 * @param file {@code ""} when the remark is about no file
 * @param line from 1, or 0
 */
public record Annotation(
        long jobId,
        int step,
        String level,
        String file,
        int line,
        int column,
        String title,
        String message) {}
