package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Port: environments into which jobs of runs have deployed by their own means, such as one for each
 * branch; they are shown beside delivery's own.
 */
public interface JobEnvironments {
    /** None ever. */
    JobEnvironments NONE =
            new JobEnvironments() {
                @Override
                public List<One> of(ProjectName project) {
                    return List.of();
                }

                @Override
                public void stop(ProjectName project, String name, Actor by) {
                    throw new IllegalStateException("there are no environments of jobs");
                }
            };

    /** Whether there is something to see. */
    enum State {
        AVAILABLE,
        STOPPING,
        STOPPED
    }

    /**
     * An environment.
     *
     * @param url where people see it, or {@code ""}
     * @param run number of the run that deployed last
     * @param job its job's id
     * @param branch short name of the branch or tag
     * @param by whoever started that run
     * @param stopsAt when it ends by itself
     */
    record One(
            String name,
            State state,
            String url,
            long run,
            long job,
            String commit,
            String branch,
            String by,
            Instant deployedAt,
            @Nullable Instant stopsAt) {

        /** The name as a part of a path. */
        public String part() {
            return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /** Those of a project, the one that was deployed to last first. */
    List<One> of(ProjectName project);

    /**
     * Ends one; returns at once.
     *
     * @throws dev.duru.kernel.ProblemException when it has ended, or whoever asks may not
     */
    void stop(ProjectName project, String name, Actor by);
}
