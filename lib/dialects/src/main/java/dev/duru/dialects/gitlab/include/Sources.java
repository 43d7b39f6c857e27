package dev.duru.dialects.gitlab.include;

import java.util.List;

/** Reads what a pipeline includes. */
public interface Sources {
    /** What became of a question for a file. */
    sealed interface Answer {}

    /** The text of a file. */
    record Found(String text) implements Answer {}

    /**
     * There is none, or it cannot be reached.
     *
     * @param why a sentence without the location
     * @param mend what to do about it
     */
    record Missing(String why, String mend) implements Answer {}

    /** A file. */
    Answer read(Location location);

    /**
     * All paths of a project at a ref, for patterns.
     *
     * @param project {@code ""} for the project of the pipeline
     */
    List<String> paths(String project, String ref);

    /** Reaches nothing. */
    static Sources none() {
        return new Sources() {
            @Override
            public Answer read(Location location) {
                return new Missing("it cannot be reached from here", "run it where it can");
            }

            @Override
            public List<String> paths(String project, String ref) {
                return List.of();
            }
        };
    }
}
