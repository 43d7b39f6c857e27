package dev.duru.observe.logs;

import dev.duru.kernel.ProjectName;
import java.util.List;

/** What the jobs of a run printed, with secrets hidden. */
@FunctionalInterface
public interface JobOutput {
    /** The jobs of a run that has ended, always in the same order. */
    List<Job> jobs(ProjectName project, long run);

    /**
     * A job.
     *
     * @param name as people see it
     */
    record Job(String name, Reader lines) {}

    /** Reads a job's log piece by piece. */
    @FunctionalInterface
    interface Reader {
        /** At most so many lines from one on, counted from 1; empty behind the last. */
        List<Printed> read(long from, int most);
    }

    /**
     * A line.
     *
     * @param atMillis when it was printed
     * @param step of the job, from 1; 0 for none
     * @param level error, warn or empty
     */
    record Printed(long number, long atMillis, int step, String level, String text) {}
}
