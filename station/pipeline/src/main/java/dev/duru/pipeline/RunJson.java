package dev.duru.pipeline;

import dev.duru.pipeline.log.LogSearch;
import dev.duru.pipeline.reports.TestSummary;
import dev.duru.pipeline.state.Annotation;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.AttemptStore;
import dev.duru.pipeline.state.DownstreamStore;
import dev.duru.pipeline.state.JobPlace;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.StepRow;
import dev.duru.pipeline.state.TestCaseRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Runs as the API shows them. */
final class RunJson {
    private RunJson() {}

    static Map<String, Object> run(RunRow run) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", run.number());
        fields.put("project", run.project().toString());
        fields.put("workflow", run.workflow());
        fields.put("name", run.name());
        fields.put("title", run.title());
        fields.put("event", run.event());
        fields.put("ref", run.ref());
        fields.put("commit", run.commit());
        fields.put("by", run.by());
        fields.put("attempt", run.attempt());
        fields.put("triggeredBy", run.triggeredBy());
        fields.put("debug", run.debug());
        fields.put("state", run.state().word());
        fields.put("message", run.message());
        fields.put("queuedAt", run.queuedAt());
        run.startedAt().ifPresent(at -> fields.put("startedAt", at));
        run.finishedAt().ifPresent(at -> fields.put("finishedAt", at));
        return fields;
    }

    static Map<String, Object> whole(
            RunRow run,
            List<JobRow> jobs,
            Function<JobRow, List<StepRow>> steps,
            List<Annotation> annotations,
            List<Long> queue) {
        Map<String, Object> fields = run(run);
        fields.put("jobs", jobs.stream().map(job -> job(job, steps.apply(job), queue)).toList());
        fields.put("annotations", annotations.stream().map(RunJson::annotation).toList());
        return fields;
    }

    /** A job; {@code queue} are the ids of those that wait for a free place. */
    static Map<String, Object> job(JobRow job, List<StepRow> steps, List<Long> queue) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", job.id());
        fields.put("key", job.key());
        fields.put("name", job.name());
        fields.put("needs", job.needs());
        fields.put("state", job.state().word());
        fields.put("message", job.message());
        fields.put("attempt", job.attempt());
        int turn = queue.indexOf(job.id()) + 1;
        if (turn > 0) {
            fields.put("queuePosition", turn);
        }
        job.startedAt().ifPresent(at -> fields.put("startedAt", at));
        job.finishedAt().ifPresent(at -> fields.put("finishedAt", at));
        fields.put("steps", steps.stream().map(RunJson::step).toList());
        return fields;
    }

    private static Map<String, Object> step(StepRow step) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", step.number());
        fields.put("name", step.name());
        fields.put("state", step.state().word());
        fields.put("message", step.message());
        fields.put("exitCode", step.exitCode());
        fields.put("line", step.line());
        step.startedAt().ifPresent(at -> fields.put("startedAt", at));
        step.finishedAt().ifPresent(at -> fields.put("finishedAt", at));
        return fields;
    }

    private static Map<String, Object> annotation(Annotation note) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("job", note.jobId());
        fields.put("step", note.step());
        fields.put("level", note.level());
        fields.put("file", note.file());
        fields.put("line", note.line());
        fields.put("endLine", note.endLine());
        fields.put("column", note.column());
        fields.put("endColumn", note.endColumn());
        fields.put("logLine", note.logLine());
        fields.put("more", note.more());
        fields.put("title", note.title());
        fields.put("message", note.message());
        return fields;
    }

    /** How much of the code the tests of jobs reach. */
    static List<Map<String, Object>> coverage(Map<Long, Double> figures) {
        return figures.entrySet().stream()
                .map(entry ->
                        Map.<String, Object>of("job", entry.getKey(), "percent", entry.getValue()))
                .toList();
    }

    /** The environments that jobs entered. */
    static List<Map<String, Object>> places(Map<Long, JobPlace> places) {
        return places.entrySet().stream()
                .map(entry ->
                        Map.<String, Object>of(
                                "job", entry.getKey(),
                                "environment", entry.getValue().environment(),
                                "url", entry.getValue().url()))
                .toList();
    }

    /** A run of another project that has to do with this one by a job. */
    static Map<String, Object> link(DownstreamStore.Link link) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("job", link.job());
        fields.put("project", link.project().toString());
        fields.put("number", link.number());
        fields.put("state", link.state().word());
        return fields;
    }

    static Map<String, Object> attempt(AttemptStore.Attempt attempt) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("attempt", attempt.number());
        fields.put("state", attempt.state().word());
        fields.put("message", attempt.message());
        fields.put("debug", attempt.debug());
        fields.put("triggeredBy", attempt.by());
        fields.put("queuedAt", attempt.queuedAt());
        attempt.startedAt().ifPresent(at -> fields.put("startedAt", at));
        attempt.finishedAt().ifPresent(at -> fields.put("finishedAt", at));
        return fields;
    }

    static Map<String, Object> search(RunSearch found) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("count", found.count());
        fields.put("lines", found.lines());
        fields.put("whole", found.whole());
        fields.put("jobs", found.jobs().stream().map(RunJson::found).toList());
        return fields;
    }

    private static Map<String, Object> found(RunSearch.InJob job) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", job.job().id());
        fields.put("name", job.job().name());
        fields.put("count", job.found().count());
        fields.put("hits", job.found().hits().stream().map(RunJson::hit).toList());
        return fields;
    }

    private static Map<String, Object> hit(LogSearch.Hit hit) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("line", hit.line().number());
        fields.put("step", hit.line().step());
        fields.put("text", hit.text());
        fields.put("before", hit.before().stream().map(LogText::plain).toList());
        fields.put("after", hit.after().stream().map(LogText::plain).toList());
        return fields;
    }

    static Map<String, Object> artifact(ArtifactRow artifact) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", artifact.name());
        fields.put("digest", artifact.digest());
        fields.put("bytes", artifact.bytes());
        fields.put("files", artifact.files());
        fields.put("createdAt", artifact.createdAt());
        fields.put("expiresAt", artifact.expiresAt());
        return fields;
    }

    static Map<String, Object> tests(TestSummary tests) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("total", tests.total());
        fields.put("passed", tests.passed());
        fields.put("failed", tests.failed());
        fields.put("skipped", tests.skipped());
        fields.put("flaky", tests.flaky());
        fields.put("millis", tests.millis());
        fields.put("failures", tests.failures().stream().map(RunJson::test).toList());
        fields.put("slowest", tests.slowest().stream().map(RunJson::test).toList());
        fields.put("flakyTests", tests.flakyCases().stream().map(RunJson::test).toList());
        return fields;
    }

    private static Map<String, Object> test(TestCaseRow test) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("suite", test.suite());
        fields.put("name", test.name());
        fields.put("result", test.result().name().toLowerCase(java.util.Locale.ROOT));
        fields.put("millis", test.millis());
        fields.put("message", test.message());
        fields.put("trace", test.trace());
        fields.put("flaky", test.flaky());
        return fields;
    }
}
