package dev.duru.dialects.github.trigger;

import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened.
 *
 * @param name such as {@code push}
 * @param ref the full name that was pushed, or for a pull request the branch it wants to change,
 *     such as {@code refs/heads/main}; empty where the event has none
 * @param changedFiles paths from the repository's root; null if they are not known
 * @param payload the event as GitHub's webhooks describe it
 */
public record Event(String name, String ref, @Nullable List<String> changedFiles, Obj payload) {
    public Event {
        changedFiles = changedFiles == null ? null : List.copyOf(changedFiles);
    }

    /** The activity, such as {@code opened}; empty for events without one. */
    public String activity() {
        return payload.at("action") instanceof Value.Str(String action) ? action : "";
    }

    /** The message of the commit at the head of a push; empty if it is not known. */
    String headMessage() {
        return payload.at("head_commit") instanceof Obj commit
                        && commit.at("message") instanceof Value.Str(String message)
                ? message
                : "";
    }
}
