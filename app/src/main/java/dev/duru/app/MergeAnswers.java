package dev.duru.app;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.Pipeline;
import dev.duru.pipeline.github.PullRequest;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import dev.duru.source.Checks;
import dev.duru.source.merge.Check;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How the pipeline answers what source asks about merge requests. */
final class MergeAnswers {
    private MergeAnswers() {}

    /** The newest run of each workflow and event about a head. */
    static Checks checks(Pipeline pipeline) {
        return (project, number, head) -> {
            Map<String, Check> newest = new LinkedHashMap<>();
            for (RunRow run : runs(pipeline, project, number, head)) {
                newest.putIfAbsent(run.workflow() + " " + run.event(), check(project, run));
            }
            return List.copyOf(newest.values());
        };
    }

    /** Those of the head, and those of the merge that was tried with it, newest first. */
    private static List<RunRow> runs(
            Pipeline pipeline, ProjectName project, long number, String head) {
        RunFilter tried = RunFilter.newest(200).withRef("refs/pull/" + number + "/merge");
        return Stream.concat(
                        pipeline.runs(project, RunFilter.of(head)).stream(),
                        pipeline.runs(project, tried).stream()
                                .filter(run -> PullRequest.judged(run).equals(head)))
                .sorted(Comparator.comparingLong(RunRow::number).reversed())
                .toList();
    }

    private static Check check(ProjectName project, RunRow run) {
        return new Check(
                run.name() + " / " + run.event(),
                run.state().word(),
                "/" + project + "/runs/" + run.number(),
                run.state().isFinal(),
                run.state() == State.SUCCESS || run.state() == State.SKIPPED);
    }
}
