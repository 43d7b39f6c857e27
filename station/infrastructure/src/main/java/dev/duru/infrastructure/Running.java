package dev.duru.infrastructure;

import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;

/** Port: the environments of a project in which something runs. */
@FunctionalInterface
public interface Running {
    List<Live> of(ProjectName project);

    /**
     * What is live somewhere.
     *
     * @param commit whose declaration it runs with; {@code ""} when nothing is live, though
     *     something still ends there
     * @param back whether it came back in place of a bad release
     * @param by who brought it there
     * @param since when its replicas first took requests
     */
    record Live(
            String environment,
            long release,
            String digest,
            String commit,
            boolean back,
            String by,
            Instant since) {}
}
