package dev.duru.pipeline;

import dev.duru.pipeline.log.LogSearch;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A search over the logs of all jobs of a run, as far as they are written.
 *
 * @param jobs those in which something was found, in the order of the file
 * @param lines that were looked at
 * @param whole false when the time was up before the last line
 */
public record RunSearch(List<InJob> jobs, long lines, boolean whole) {
    /** Hits that are shown of one job, and in all. */
    static final int MOST_OF_JOB = 50;

    static final int MOST = 300;
    private static final int AROUND = 2;
    private static final Duration TIME = Duration.ofSeconds(8);

    /** What was found in a job. */
    public record InJob(JobRow job, LogSearch.Found found) {
        /** How many hits are counted but not shown. */
        public long more() {
            return found.count() - found.hits().size();
        }
    }

    /** How many lines were found. */
    public long count() {
        return jobs.stream().mapToLong(job -> job.found().count()).sum();
    }

    static RunSearch of(Pipeline pipeline, RunRow run, LogSearch search) {
        long end = System.nanoTime() + TIME.toNanos();
        List<InJob> all = new ArrayList<>();
        long lines = 0;
        boolean whole = true;
        int left = MOST;
        for (JobRow job : pipeline.jobs(run)) {
            LogSearch.Limits limits =
                    new LogSearch.Limits(
                            Math.min(left, MOST_OF_JOB),
                            AROUND,
                            Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            LogSearch.Found found = search.search(pipeline.log(job), 1, limits);
            lines += found.searched();
            whole &= found.whole();
            left -= found.hits().size();
            if (found.count() > 0) {
                all.add(new InJob(job, found));
            }
        }
        return new RunSearch(all, lines, whole);
    }
}
