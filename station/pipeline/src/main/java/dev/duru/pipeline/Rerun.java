package dev.duru.pipeline;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.state.JobRow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which jobs of a run that has ended are to run again; the others keep what they gave. */
public sealed interface Rerun {
    /** Every job. */
    record All() implements Rerun {}

    /** Those that did not succeed, and all that need them. */
    record Failed() implements Rerun {}

    /**
     * One job, and all that need it.
     *
     * @param job its id
     */
    record One(long job) implements Rerun {}

    /**
     * The nodes to run again.
     *
     * @throws ProblemException when there is nothing to run again
     */
    default Set<String> nodes(List<JobRow> jobs) {
        List<JobRow> wanted =
                switch (this) {
                    case All() -> jobs;
                    case Failed() -> jobs.stream().filter(Rerun::failed).toList();
                    case One(long id) -> jobs.stream().filter(job -> job.id() == id).toList();
                };
        if (wanted.isEmpty() && !(this instanceof All)) {
            throw switch (this) {
                case All(), Failed() ->
                        ProblemException.conflict(
                                "no job of the run has failed; run them all again");
                case One(long id) -> ProblemException.notFound("the run has no job " + id);
            };
        }
        Set<String> nodes = new LinkedHashSet<>();
        wanted.forEach(job -> nodes.add(job.node()));
        boolean more = true;
        while (more) {
            more = false;
            for (JobRow job : jobs) {
                if (!nodes.contains(job.node()) && needsOneOf(job, jobs, nodes)) {
                    nodes.add(job.node());
                    more = true;
                }
            }
        }
        return nodes;
    }

    private static boolean needsOneOf(JobRow job, List<JobRow> jobs, Set<String> nodes) {
        return jobs.stream()
                .filter(before -> nodes.contains(before.node()))
                .anyMatch(before -> job.needs().stream().anyMatch(need -> is(before, need)));
    }

    /** Whether a job is what a name in {@code needs} means: itself, or a part of a call. */
    private static boolean is(JobRow job, String need) {
        return job.key().equalsIgnoreCase(need)
                || job.node()
                        .toLowerCase(java.util.Locale.ROOT)
                        .startsWith(need.toLowerCase(java.util.Locale.ROOT) + "/");
    }

    private static boolean failed(JobRow job) {
        return switch (job.state()) {
            case FAILED, ERRORED -> !job.tolerated();
            case CANCELLED -> true;
            case SUCCESS, SKIPPED, WAITING, QUEUED, RUNNING, CANCELLING -> false;
        };
    }
}
