package dev.duru.observe.logs;

import dev.duru.kernel.ProblemException;
import dev.duru.logs.LogsException;
import java.util.Objects;

/** What a store has to say, for those who asked. */
public final class LogProblems {
    private LogProblems() {}

    /** The problem for people: their query, or the disk. */
    public static ProblemException of(LogsException e) {
        String why = Objects.requireNonNullElse(e.getMessage(), "");
        return switch (e.kind()) {
            case QUERY, LIMIT -> ProblemException.user(why);
            case DISK -> ProblemException.resource(why);
        };
    }
}
