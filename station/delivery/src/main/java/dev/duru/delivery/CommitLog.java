package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;

/** Port: what lies between two commits. */
@FunctionalInterface
public interface CommitLog {
    /** Nothing is known. */
    CommitLog NONE = (project, before, after) -> List.of();

    /** A commit; {@code title} is the first line of its message. */
    record Line(String commit, String title, String author, Instant at) {}

    /** The commits that {@code after} has and {@code before} has not, newest first. */
    List<Line> between(ProjectName project, String before, String after);
}
