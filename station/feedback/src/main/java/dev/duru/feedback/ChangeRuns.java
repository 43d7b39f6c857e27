package dev.duru.feedback;

import dev.duru.kernel.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a change's runs follow from facts. */
final class ChangeRuns {
    private ChangeRuns() {}

    static String word(Fact.Result result) {
        return result.name().toLowerCase(Locale.ROOT);
    }

    static Change.Run queued(Fact.RunQueued f, Instant at) {
        return new Change.Run(
                f.number(),
                f.workflow(),
                f.name(),
                f.event(),
                f.ref(),
                "queued",
                "",
                at,
                null,
                null,
                null,
                List.of());
    }

    static Change.Run started(Change.Run run, Instant at) {
        return with(run, "running", "", at, null, run.tests(), run.jobs());
    }

    static Change.Run finished(Change.Run run, Fact.RunFinished f, Instant at) {
        return with(
                run, word(f.result()), f.message(), run.startedAt(), at, run.tests(), run.jobs());
    }

    static Change.Run tested(Change.Run run, Fact.TestsReported f) {
        Change.Tests tests = new Change.Tests(f.total(), f.failed(), f.skipped(), f.flaky());
        return with(
                run,
                run.state(),
                run.message(),
                run.startedAt(),
                run.finishedAt(),
                tests,
                run.jobs());
    }

    static Change.Run jobStarted(Change.Run run, Fact.JobStarted f, Instant at) {
        return job(run, new Change.Job(f.job(), f.name(), "running", at, null));
    }

    static Change.Run jobFinished(Change.Run run, Fact.JobFinished f, Instant at) {
        @Nullable Instant startedAt =
                run.jobs().stream()
                        .filter(job -> job.id().equals(f.job()))
                        .map(Change.Job::startedAt)
                        .findFirst()
                        .orElse(null);
        return job(run, new Change.Job(f.job(), f.name(), word(f.result()), startedAt, at));
    }

    private static Change.Run job(Change.Run run, Change.Job job) {
        List<Change.Job> jobs = new ArrayList<>(run.jobs());
        int at = -1;
        for (int i = 0; i < jobs.size(); i++) {
            if (jobs.get(i).id().equals(job.id())) {
                at = i;
            }
        }
        if (at < 0) {
            jobs.add(job);
        } else {
            jobs.set(at, job);
        }
        return with(
                run,
                run.state(),
                run.message(),
                run.startedAt(),
                run.finishedAt(),
                run.tests(),
                List.copyOf(jobs));
    }

    private static Change.Run with(
            Change.Run run,
            String state,
            String message,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            Change.@Nullable Tests tests,
            List<Change.Job> jobs) {
        return new Change.Run(
                run.number(),
                run.workflow(),
                run.name(),
                run.event(),
                run.ref(),
                state,
                message,
                run.queuedAt(),
                startedAt,
                finishedAt,
                tests,
                jobs);
    }
}
