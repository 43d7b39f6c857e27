package dev.duru.pipeline;

import dev.duru.pipeline.state.JobRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When each job of a run ran, as bars on one line of time. */
public final class Timing {
    private Timing() {}

    /**
     * One job's bar.
     *
     * @param left where it begins, in hundredths of the whole run's time
     * @param width how long it is, in the same
     * @param tone how its state is coloured
     */
    public record Bar(JobRow job, double left, double width, String tone, Duration time) {}

    /** The bars of the jobs that have started, in their order. */
    static List<Bar> of(List<JobRow> jobs, Instant now) {
        Instant begin =
                jobs.stream()
                        .flatMap(job -> job.startedAt().stream())
                        .min(Instant::compareTo)
                        .orElse(now);
        Instant end = begin.plusMillis(1);
        for (JobRow job : jobs) {
            Instant last = job.finishedAt().orElse(now);
            if (job.startedAt().isPresent() && last.isAfter(end)) {
                end = last;
            }
        }
        double whole = Duration.between(begin, end).toMillis();
        List<Bar> bars = new ArrayList<>();
        for (JobRow job : jobs) {
            if (job.startedAt().isPresent()) {
                Duration time = job.duration(now);
                double left = Duration.between(begin, job.startedAt().get()).toMillis() / whole;
                double width = Math.max(0.004, time.toMillis() / whole);
                bars.add(
                        new Bar(
                                job,
                                rounded(Math.min(left, 0.996)),
                                rounded(Math.min(width, 1 - Math.min(left, 0.996))),
                                GraphView.tone(job.state()),
                                time));
            }
        }
        return bars;
    }

    private static double rounded(double share) {
        return Math.round(share * 10_000) / 100.0;
    }
}
