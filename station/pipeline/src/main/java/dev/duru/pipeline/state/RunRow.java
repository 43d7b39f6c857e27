package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A run of one CI file for one event.
 *
 * @param id unique in this Duru
 * @param number counts within the project
 * @param ref full name, such as {@code refs/heads/main}
 * @param payload the event as JSON, what the job finds at {@code GITHUB_EVENT_PATH}
 * @param inputs of a dispatch, a JSON object
 * @param workflow the CI file's path
 * @param source the CI file's text, so that a restart compiles the same plan
 * @param message why it ended so, or {@code ""}
 * @param attempt counted from 1; each rerun is another
 * @param debug whether the attempt shows what steps print for finding errors
 * @param triggeredBy who asked for the attempt
 * @param origin what caused it, unique, so that one cause makes one run
 */
public record RunRow(
        long id,
        ProjectName project,
        long number,
        String commit,
        String ref,
        String event,
        String payload,
        String inputs,
        String workflow,
        String source,
        String name,
        String title,
        String by,
        State state,
        String message,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        String origin,
        int attempt,
        boolean debug,
        String triggeredBy) {

    /** How long it has run, or ran. */
    public Duration duration(Instant now) {
        return startedAt
                .map(start -> Duration.between(start, finishedAt.orElse(now)))
                .orElse(Duration.ZERO);
    }

    /** The branch's or tag's own name. */
    public String refName() {
        return ref.replaceFirst("^refs/(heads|tags|pull)/", "");
    }
}
