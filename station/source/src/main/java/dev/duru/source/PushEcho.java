package dev.duru.source;

import dev.duru.kernel.Fact;
import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Tells whoever pushed what Duru does with it, while their client still listens. */
@FunctionalInterface
public interface PushEcho {
    /** Has nothing to say. */
    PushEcho SILENT = (project, facts, deadline, line) -> {};

    /**
     * Says it line by line and returns when there is no more to say, at the latest at the deadline.
     * The push is acknowledged already; nothing here can undo it.
     *
     * @param facts what the push made true: {@code CommitPushed} and {@code RefDeleted}
     * @param line takes a line such as {@code run 12 started: http://…}, without a line break
     */
    void follow(
            ProjectName project,
            List<Fact.OfProject> facts,
            Instant deadline,
            Consumer<String> line);
}
