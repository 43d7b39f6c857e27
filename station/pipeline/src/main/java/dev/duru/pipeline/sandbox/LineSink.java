package dev.duru.pipeline.sandbox;

/** Takes what a process prints, standard output and error together in the order of arrival. */
@FunctionalInterface
public interface LineSink {
    /**
     * A line, or a piece of a very long one.
     *
     * @param text without the line's end; bytes that are not UTF-8 are replaced
     * @param ended false when the line goes on in the next call
     */
    void line(String text, boolean ended);
}
