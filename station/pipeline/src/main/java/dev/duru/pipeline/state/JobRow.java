package dev.duru.pipeline.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job of a run.
 *
 * @param node its node in the plan
 * @param key its entry in the CI file; the cells of a matrix share it
 * @param position where it stands, {@code file:line:column}
 * @param needs the entries that it waits for
 * @param message why it ended so, or {@code ""}
 * @param tolerated whether its failure does not count
 * @param attempt 1, or 2 after a restart of Duru
 * @param outputs a JSON object
 * @param summary Markdown that its steps wrote for the run's page
 * @param pid the process that held its tree while it ran; 0 for none
 */
public record JobRow(
        long id,
        long runId,
        String node,
        String key,
        String name,
        String position,
        List<String> needs,
        State state,
        String message,
        boolean tolerated,
        int attempt,
        String outputs,
        String summary,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        long pid,
        Instant pidStartedAt) {
    /** How nodes begin that ask whether to start a GitLab job. */
    private static final String QUESTION = "manual:";

    /** The job that the row asks people to start, by its key; empty for rows that are jobs. */
    public Optional<String> question() {
        String own = node.substring(node.lastIndexOf('/') + 1);
        return own.startsWith(QUESTION)
                ? Optional.of(own.substring(QUESTION.length()))
                : Optional.empty();
    }

    /** How long it has run, or ran. */
    public Duration duration(Instant now) {
        return startedAt
                .map(start -> Duration.between(start, finishedAt.orElse(now)))
                .orElse(Duration.ZERO);
    }
}
