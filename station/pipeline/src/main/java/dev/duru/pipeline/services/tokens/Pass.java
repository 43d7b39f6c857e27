package dev.duru.pipeline.services.tokens;

import dev.duru.kernel.Bounds;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.engine.JobGrants;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * Whom a token stands for: a job that runs.
 *
 * @param attempt of the job
 * @param environment into which the job deploys, or {@code ""}
 * @param workflow whose job it is
 */
public record Pass(
        ProjectName project,
        long runId,
        long jobId,
        int attempt,
        String environment,
        Rights rights,
        JobGrants.OfWorkflow workflow) {

    /** As other stations see it; {@code neighbours} are other projects that let the job in. */
    public Identity identity(Set<ProjectName> neighbours) {
        Set<Bounds.Area> reads = EnumSet.noneOf(Bounds.Area.class);
        Set<Bounds.Area> writes = EnumSet.noneOf(Bounds.Area.class);
        for (Bounds.Area area : Bounds.Area.values()) {
            String scope =
                    switch (area) {
                        case CODE -> "contents";
                        case PACKAGES -> "packages";
                    };
            if (rights.reads(scope)) {
                reads.add(area);
            }
            if (rights.writes(scope)) {
                writes.add(area);
            }
        }
        return Identity.ofJob(new Bounds(project, reads, writes, neighbours));
    }

    /** How clients of the results services name the run. */
    public String runBackendId() {
        return backendId(runId);
    }

    /** How clients of the results services name the job. */
    public String jobBackendId() {
        return backendId(jobId);
    }

    static String backendId(long id) {
        return new UUID(0, id).toString();
    }
}
