package dev.duru.feedback;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;

/** Port: what a release wrote, to be kept with an issue. */
@FunctionalInterface
public interface LogExtract {
    /** The last lines, oldest first, errors preferred; at most {@code limit}. */
    List<String> lines(Question question);

    /** Whose output, and from when to when. */
    record Question(
            ProjectName project,
            String environment,
            long release,
            Instant from,
            Instant to,
            int limit) {}
}
