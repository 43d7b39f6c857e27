package dev.duru.feedback;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something to be done, opened by rule or by hand.
 *
 * @param number counts within the project, from 1
 * @param author a user, or {@code duru} for what was opened by rule
 * @param commit the commit that caused it, or {@code ""}
 * @param incident the cause of an issue that was opened by rule
 */
public record Issue(
        ProjectName project,
        long number,
        String title,
        String body,
        State state,
        String author,
        Instant openedAt,
        Instant updatedAt,
        @Nullable Instant closedAt,
        List<String> labels,
        String commit,
        @Nullable Incident incident) {

    /** Open or closed. */
    public enum State {
        OPEN,
        CLOSED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State parse(String word) {
            return switch (word) {
                case "open" -> OPEN;
                case "closed" -> CLOSED;
                default ->
                        throw ProblemException.user(
                                "there is no state '" + word + "'; an issue is open or closed");
            };
        }
    }

    /**
     * Something said about an issue, or something that happened to it.
     *
     * @param event {@code ""} for a comment; else {@code closed}, {@code reopened} or {@code again}
     */
    public record Comment(long id, String author, String body, Instant at, String event) {}
}
