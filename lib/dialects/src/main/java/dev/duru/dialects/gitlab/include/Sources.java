package dev.duru.dialects.gitlab.include;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a pipeline includes. */
public interface Sources {
    /** What became of a question for a file. */
    sealed interface Answer {}

    /**
     * The text of a file.
     *
     * @param home where the file lies, for what it includes by {@code local}; absent where that is
     *     the location that was asked for
     * @param component what <code>$[[ component.name ]]</code> and its kin stand for
     */
    record Found(String text, Optional<Location.File> home, Map<String, String> component)
            implements Answer {
        /** A file that lies where it was asked for. */
        public Found(String text) {
            this(text, Optional.empty(), Map.of());
        }
    }

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
